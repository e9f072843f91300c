/**
 * The words of feedback: what an item is, by which way it came in, how heavy it weighs.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/** What an item is. */
export const Kind = Schema.Literals([
  "complaint",
  "suggestion",
  "enquiry",
  "praise",
  "dispute",
  "helpRequest",
])
export type Kind = typeof Kind.Type

/** The way an item came in. */
export const IntakeChannel = Schema.Literals([
  "app",
  "website",
  "wechat",
  "sms",
  "email",
  "hotline",
  "letter",
  "suggestionBox",
  "bedside",
])
export type IntakeChannel = typeof IntakeChannel.Type

/** How heavy an item weighs, the lightest first. */
export const Severity = Schema.Literals(["low", "normal", "high", "critical"])
export type Severity = typeof Severity.Type

/** The heavier of two. */
export const heavier = (a: Severity, b: Severity): Severity =>
  Severity.literals.indexOf(a) < Severity.literals.indexOf(b) ? b : a
