/**
 * Which version of a policy or a calendar an answer rests on.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Text } from "./Text.ts"

/** A policy or a calendar by its id and version. */
export const Version = Schema.Struct({ id: Text, version: Text })
export interface Version extends Schema.Schema.Type<typeof Version> {}
