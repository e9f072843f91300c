/** Compiles what it is sent and answers what it is asked. */
import { parentPort } from "node:worker_threads"
import { Hours } from "@aftercare/core"
import { type Asked, answersOf } from "./answers.ts"

parentPort?.on("message", ({ asked, source }: { readonly source: Hours.Source; readonly asked: Asked }) => {
  const compiled = Hours.compile(source.hours, source.zone, source.calendar)
  parentPort?.postMessage(answersOf(compiled, asked))
})
