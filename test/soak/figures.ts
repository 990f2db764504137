/** Numbers for people. */
export const whole = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 })
export const short = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 })
export const signed = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1, signDisplay: 'exceptZero' })
