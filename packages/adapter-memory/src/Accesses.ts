/**
 * Access logs as a value: each tenant's chain, and which of its links are about whom.
 */
import type { Id } from "@aftercare/core/foundation"
import { AccessChain, type AccessRecord } from "@aftercare/core/privacy"
import { endOf, keyOf } from "./Key.ts"
import * as SortedMap from "./SortedMap.ts"

export interface AllAccesses {
  readonly heads: SortedMap.SortedMap<AccessChain.Head>
  /** By tenant and number. */
  readonly links: SortedMap.SortedMap<AccessChain.Link>
  /** By tenant, patient and number. */
  readonly ofPatients: SortedMap.SortedMap<AccessChain.Link>
}

export const empty: AllAccesses = { heads: undefined, links: undefined, ofPatients: undefined }

export const headOf = ({ heads }: AllAccesses, tenant: Id.TenantId): AccessChain.Head =>
  SortedMap.get(heads, tenant) ?? AccessChain.beginning(tenant)

/** A number as text that sorts as numbers do. */
const sortable = (sequence: number): string => String(sequence).padStart(16, "0")

/** With the records at the end of the tenant's chain. */
export const append = (
  accesses: AllAccesses,
  tenant: Id.TenantId,
  records: ReadonlyArray<AccessRecord.AccessRecord>,
): AllAccesses => {
  let { heads, links, ofPatients } = accesses
  for (const link of AccessChain.chained(headOf(accesses, tenant), records)) {
    const number = sortable(link.sequence)
    const { patient } = link.record
    const next = Object.freeze(link)
    heads = SortedMap.set(heads, tenant, AccessChain.headOf(link))
    links = SortedMap.set(links, keyOf(tenant, number), next)
    if (patient !== undefined) ofPatients = SortedMap.set(ofPatients, keyOf(tenant, patient, number), next)
  }
  return { heads, links, ofPatients }
}

/** At most `limit` links behind a number, of the tenant or of one patient. */
export const list = (
  { links, ofPatients }: AllAccesses,
  tenant: Id.TenantId,
  {
    after,
    limit,
    patient,
  }: { readonly after: number; readonly limit: number; readonly patient?: Id.PatientId },
): ReadonlyArray<AccessChain.Link> => {
  const page: Array<AccessChain.Link> = []
  const [all, within] = patient === undefined ? [links, keyOf(tenant)] : [ofPatients, keyOf(tenant, patient)]
  for (const link of SortedMap.values(all, keyOf(within, sortable(after)), endOf(within))) {
    if (page.length >= limit) break
    page.push(link)
  }
  return page
}
