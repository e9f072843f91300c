export * as TransitionalCare from "./TransitionalCare.ts"
export * as UnitedStatesCalendar from "./UnitedStatesCalendar.ts"
export * as UnitedStatesContact from "./UnitedStatesContact.ts"
export * as UnitedStatesSla from "./UnitedStatesSla.ts"
