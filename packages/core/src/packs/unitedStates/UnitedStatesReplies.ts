/**
 * What is done with replies in the United States: the words that revoke consent, and the one text that may confirm it.
 *
 * @since 0.1.0
 */
import type { ReplyPolicy } from "../../privacy/ReplyPolicy.ts"
import * as GeneralReplies from "../general/GeneralReplies.ts"

/** A word to stop is obeyed at once, for every purpose, and confirmed by one text. */
export const policy: ReplyPolicy = {
  lists: GeneralReplies.words,
  stops: "everyPurpose",
  lookBackDays: 400,
  answers: {
    OptOut: {
      text: {
        zh: "您已退订，我们不会再给您发送短信。",
        en: "You have opted out and will receive no more text messages from us.",
      },
      withinSeconds: 300,
      source: {
        title: "47 CFR 64.1200(a)(12): one text may confirm a revocation",
        status: "law",
        verified: "secondary",
        reference: {
          zh: "https://www.govinfo.gov/content/pkg/FR-2024-03-05/html/2024-04587.htm（五分钟为凭记忆）",
          en: "https://www.govinfo.gov/content/pkg/FR-2024-03-05/html/2024-04587.htm (the five minutes are recalled)",
        },
      },
    },
  },
}
