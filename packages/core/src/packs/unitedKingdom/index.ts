export * as UnitedKingdomCalendar from "./UnitedKingdomCalendar.ts"
export * as UnitedKingdomContact from "./UnitedKingdomContact.ts"
export * as UnitedKingdomSla from "./UnitedKingdomSla.ts"
