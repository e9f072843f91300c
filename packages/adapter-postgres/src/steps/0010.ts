import type { Step } from "../Steps.ts"

export const tenth: Step = {
  id: 10,
  name: "finding what is to be erased",
  statements: [
    "create index plan_patient on aftercare.plan (tenant, patient, id)",
    "create index message_person on aftercare.message (tenant, person, id)",
    "create index response_invitation on aftercare.response (tenant, invitation, id)",
  ],
}
