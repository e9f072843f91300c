/**
 * Words by which people stop messages, start them again, or ask for help, in English. Each list with its source.
 *
 * @since 0.1.0
 */
import { RuleId, type Source } from "../../foundation/Rule.ts"
import type { WordList } from "../../privacy/Reply.ts"

const required: Source = {
  title: "AWS End User Messaging SMS: required opt-out keywords",
  status: "practice",
  verified: "read",
  reference: "https://docs.aws.amazon.com/sms-voice/latest/userguide/keywords-required.html",
}

const federal: Source = {
  title: "47 CFR 64.1200(a)(10): words that revoke consent by text",
  status: "law",
  verified: "secondary",
  reference: "https://www.govinfo.gov/content/pkg/FR-2024-03-05/html/2024-04587.htm",
}

const platforms: Source = {
  title: "Braze: opt-in and opt-out keywords",
  status: "practice",
  verified: "read",
  reference: {
    zh: "https://www.braze.com/docs（订阅与退订关键词）",
    en: "https://www.braze.com/docs (opt-in and opt-out keywords)",
  },
}

/** Carriers' and the United States' words to stop, platforms' words to start and to ask. */
export const words: ReadonlyArray<WordList> = [
  {
    id: RuleId.make("reply.stop.carrier"),
    meaning: "OptOut",
    words: ["ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE"],
    enabled: true,
    source: required,
  },
  {
    id: RuleId.make("reply.stop.federal"),
    meaning: "OptOut",
    words: ["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"],
    enabled: true,
    source: federal,
  },
  {
    id: RuleId.make("reply.stop.platform"),
    meaning: "OptOut",
    words: ["STOPALL"],
    enabled: true,
    source: platforms,
  },
  {
    id: RuleId.make("reply.start.platform"),
    meaning: "OptIn",
    words: ["START", "UNSTOP"],
    enabled: true,
    source: platforms,
  },
  {
    id: RuleId.make("reply.help.platform"),
    meaning: "Help",
    words: ["HELP", "INFO"],
    enabled: true,
    source: platforms,
  },
]
