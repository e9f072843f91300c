/** A subject's answers to as many questions as time allows, and how many of them are right. */
import { workedByThread } from "../harness/Clock.ts"
import { isRight, type Oracle } from "./Oracle.ts"
import type { Operation, Subject, Work } from "./Work.ts"

/** The answers to the first questions, which are as random as any others; none where the subject threw. */
export type Answers = ReadonlyArray<ReadonlyArray<number>>

/** However slow a subject is, it answers so many. */
const least = 64

export const answersOf = (
  { read }: Subject,
  ask: (i: number) => unknown,
  instants: number,
  millis: number,
): Answers => {
  const answers: Array<ReadonlyArray<number>> = []
  const began = workedByThread()
  while (answers.length < instants && (answers.length < least || workedByThread() - began < millis))
    try {
      answers.push(read(ask(answers.length)))
    } catch {
      answers.push([])
    }
  return answers
}

export interface Counted {
  readonly right: number
  readonly of: number
}

export const counted = (answers: Answers, oracle: Oracle, operation: Operation, asked: Work): Counted => ({
  right: answers.filter((given, i) => isRight(given, oracle.answer(operation, asked, i))).length,
  of: answers.length,
})
