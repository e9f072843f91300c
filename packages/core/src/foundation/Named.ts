/**
 * A union under its own name: compilers and editors then show `FollowUpEvent` where they would write out all of its members,
 * page by page, at each use.
 *
 * @since 0.1.0
 */
export type Named<Union> = Union extends unknown ? Union : never
