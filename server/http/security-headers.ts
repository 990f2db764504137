import helmet from 'helmet'

/** Tells browsers to make nothing of an answer but what it is. The pages for people loosen the policy as far as each needs. */
export const securityHeaders = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  frameguard: { action: 'deny' },
})
