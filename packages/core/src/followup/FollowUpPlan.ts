/**
 * One patient's plan: every contact after one discharge, when, by which channel, with whom, about what, and why.
 *
 * **Details**
 *
 * A plan is the fold of its events. Decisions are functions of the plan, what is known, and the moment; they return the
 * next plan and the events that led there, or a refusal. Ids come from the discharge and the stages, so planning again
 * finds the same ones.
 *
 * @since 0.1.0
 */
export { type Allowance, closeChannel, consentGiven, numberMended } from "./ChannelClosing.ts"
export { type Decided, evolve, FollowUpEvent, replay } from "./FollowUpEvent.ts"
export { addresseeOf, type Ground } from "./PlanGround.ts"
export { make, NoChannel, PatientDeceased, type PlanRefused } from "./PlanMaking.ts"
export { contactsBeside, contactsOf } from "./PlannedContacts.ts"
export { Dropped, FollowUpPlan, NotFound, NotPractised, task, WrongState } from "./PlanRecord.ts"
export { handleReferral, ImpossibleLimits, ReferralNotFound, type Request, refer } from "./PlanReferral.ts"
export { revise } from "./PlanRevision.ts"
export { type Promised, PromiseRefused, promise } from "./PromisedTime.ts"
export { ReentryRefused, reopen } from "./Reentry.ts"
export { follow, replan, replanTask } from "./Replanning.ts"
export { AnchorMissing } from "./TaskAnchor.ts"
export {
  type Allowed,
  leaveToPerson,
  postponeAttempt,
  recordDelivery,
  recordDisposition,
  startAttempt,
} from "./TaskAttempt.ts"
export { cancel, cancelTask, EndRefused, endTask, expire, lossOf } from "./TaskEnding.ts"
export { recordOutcome } from "./TaskOutcome.ts"
export { checkAt, placeByOverride, type Wanted, windowFor } from "./TaskWindow.ts"
