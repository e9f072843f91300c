/**
 * How somebody is addressed: as they prefer, else by age, sex and who answers.
 *
 * **Details**
 *
 * A preference always holds. A child's call goes to a guardian. Whoever answers for the patient, and anybody whose sex isn't
 * known, is addressed by the full name. 爷爷 and 奶奶 are for those from the age that the hospital names; many dislike it, so
 * it isn't named by default.
 *
 * **Example** (A woman of 70, where the hospital says 奶奶 from 65 on)
 *
 * ```ts
 * import { Salutation, SalutationText } from "@aftercare/core"
 *
 * const patient = { name: "欧阳淑芬", sex: "female", age: 70 } as const
 * const salutation = Salutation.choose(patient, { relation: "self", name: patient.name }, { elderFrom: 65, childUnder: 14 })
 * SalutationText.render(salutation, "zh") // => "欧阳奶奶"
 * SalutationText.render(salutation, "en") // => "欧阳淑芬"
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Text } from "../foundation/Text.ts"
import type { Relation, Sex } from "../foundation/Word.ts"

/** How somebody is addressed. */
export const Salutation = Schema.TaggedUnion({
  /** In the person's own words. */
  Preferred: { text: Text },
  /** Mr, Ms; 先生, 女士. */
  Title: { name: Text, sex: Schema.Literals(["female", "male"]) },
  /** 爷爷, 奶奶. Where the language has no such custom, as `Title`. */
  Elder: { name: Text, sex: Schema.Literals(["female", "male"]) },
  /** A child: 小朋友. */
  Child: { name: Text },
  /** Whoever answers for a child: 小朋友的家长. */
  ParentOf: { child: Text },
  FullName: { name: Text },
})
export type Salutation = typeof Salutation.Type

/** The patient, as far as addressing goes. */
export interface Patient {
  readonly name: string
  readonly sex: Sex
  /** Completed years. */
  readonly age: number
}

/** Who answers the call. */
export interface Answerer {
  readonly relation: Relation
  readonly name: string
  /** How this person prefers to be addressed. */
  readonly prefers?: string
}

/** A hospital's custom. Ages are in completed years. */
export interface Custom {
  /** From this age on 爷爷 and 奶奶; left out, nobody is called so. */
  readonly elderFrom?: number
  /** Under this age a patient is a child. */
  readonly childUnder: number
}

/** How to address whoever answers. */
export const choose = (
  patient: Patient,
  answerer: Answerer,
  { childUnder, elderFrom = Number.POSITIVE_INFINITY }: Custom,
): Salutation => {
  if (answerer.prefers !== undefined) return { _tag: "Preferred", text: answerer.prefers }
  const isChild = patient.age < childUnder
  if (answerer.relation !== "self")
    return isChild ? { _tag: "ParentOf", child: patient.name } : { _tag: "FullName", name: answerer.name }
  if (isChild) return { _tag: "Child", name: patient.name }
  const { name, sex } = patient
  if (sex === "unknown") return { _tag: "FullName", name }
  return patient.age >= elderFrom ? { _tag: "Elder", name, sex } : { _tag: "Title", name, sex }
}
