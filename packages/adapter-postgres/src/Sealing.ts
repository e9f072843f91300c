/**
 * AES-256-GCM over bytes that belong to one place: moved elsewhere, or changed, they don't open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import * as Result from "effect/Result"

/** Bytes that are no sealed value of this place under this key. */
export interface NotSealedHere {
  readonly _tag: "NotSealedHere"
}

const [nonceLength, tagLength] = [12, 16]

/** The place as bytes in which no two parts run together. */
const bound = (place: ReadonlyArray<string>): Buffer => Buffer.from(JSON.stringify(place))

/** Nonce, sealed bytes, tag. */
export const seal = (key: Uint8Array, place: ReadonlyArray<string>, plain: Uint8Array): Buffer => {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  cipher.setAAD(bound(place))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

export const open = (
  key: Uint8Array,
  place: ReadonlyArray<string>,
  sealed: Uint8Array,
): Result.Result<Buffer, NotSealedHere> => {
  if (sealed.length < nonceLength + tagLength) return Result.fail({ _tag: "NotSealedHere" })
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceLength))
  decipher.setAAD(bound(place))
  decipher.setAuthTag(sealed.subarray(-tagLength))
  const opened = decipher.update(sealed.subarray(nonceLength, -tagLength))
  return Result.try({
    try: () => Buffer.concat([opened, decipher.final()]),
    catch: () => ({ _tag: "NotSealedHere" }),
  })
}
