import { Signing } from "@aftercare/adapter-sms"
import * as Redacted from "effect/Redacted"
import fc from "fast-check"
import { describe, expect, test } from "vitest"

const signatureOf = (authorization: string) => /Signature=([0-9a-f]{64})$/.exec(authorization)?.[1]

describe("ACS3-HMAC-SHA256", () => {
  // The worked example of Alibaba Cloud's page on its V3 signature.
  const query = Signing.queryOf({
    RegionId: "cn-shanghai",
    ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
  })
  const signed: Signing.Signed = {
    method: "POST",
    url: `https://ecs.cn-shanghai.aliyuncs.com/?${query}`,
    headers: {
      host: "ecs.cn-shanghai.aliyuncs.com",
      "x-acs-action": "RunInstances",
      "x-acs-content-sha256": Signing.sha256(""),
      "x-acs-date": "2023-10-26T10:22:32Z",
      "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
      "x-acs-version": "2014-05-26",
    },
    body: "",
  }
  const key = { id: "YourAccessKeyId", secret: Redacted.make("YourAccessKeySecret") }

  test("is the published signature", () => {
    expect(Signing.acs3(signed, key)).toBe(
      "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    )
  })

  test("doesn't depend on the order of headers, and does on every part", () => {
    const turned = { ...signed, headers: Object.fromEntries(Object.entries(signed.headers).reverse()) }
    expect(Signing.acs3(turned, key)).toBe(Signing.acs3(signed, key))
    const changed: ReadonlyArray<Signing.Signed> = [
      { ...signed, method: "GET" },
      { ...signed, url: `${signed.url}&A=1` },
      { ...signed, body: "x" },
      { ...signed, headers: { ...signed.headers, "x-acs-signature-nonce": "another" } },
    ]
    const signatures = [signed, ...changed].map((one) => signatureOf(Signing.acs3(one, key)))
    expect(new Set(signatures).size).toBe(5)
  })
})

describe("TC3-HMAC-SHA256", () => {
  // The worked example of Tencent Cloud's page on its signature v3.
  const body = String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`
  const key = {
    id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
    secret: Redacted.make("Gu5t9xGARNpq86cd98joQYCN3*******"),
  }
  const of = (headers: Record<string, string>) =>
    signatureOf(
      Signing.tc3(
        { method: "POST", url: "https://cvm.tencentcloudapi.com/", headers, body },
        key,
        "cvm",
        1551113065,
      ),
    )
  const host = { "content-type": "application/json; charset=utf-8", host: "cvm.tencentcloudapi.com" }

  test("is the published signature of type and host", () => {
    expect(of(host)).toBe("2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c")
  })

  test("is the published signature with the action", () => {
    expect(of({ ...host, "x-tc-action": "DescribeInstances" })).toBe(
      "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
    )
  })

  test("takes the date in UTC", () => {
    const at = (seconds: number) =>
      Signing.tc3({ method: "POST", url: "https://x.test/", headers: host, body }, key, "sms", seconds)
    expect(at(1551139199)).toContain("/2019-02-25/sms/tc3_request")
    expect(at(1551139200)).toContain("/2019-02-26/sms/tc3_request")
  })
})

test("a query is sorted by code unit and leaves only unreserved signs", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: "grapheme" })), (parameters) => {
      const wellFormed = Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]),
      )
      const query = Signing.queryOf(wellFormed)
      expect(query).toMatch(/^[A-Za-z0-9\-_.~%=&]*$/)
      const pairs =
        query === "" ? [] : query.split("&").map((pair) => pair.split("=").map(decodeURIComponent))
      expect(pairs).toEqual(Object.entries(wellFormed).sort(([a], [b]) => (a < b ? -1 : 1)))
    }),
  )
})
