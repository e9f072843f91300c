import * as highsModule from "highs"

/** A solver that knows nothing of ours: HiGHS. Its types are those of a CommonJS module; what Node imports is the other one. */
export const solver = (highsModule.default as unknown as typeof highsModule.default.default)()
