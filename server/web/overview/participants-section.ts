import { section, table } from './html.ts'

const participants: [string, string, string][] = [
  [
    'User',
    'A person of a clinic or a pharmacy, such as its owner.',
    'Signs in with e-mail and password, and lets clients act for them, each with the scopes it asks for.',
  ],
  [
    'Client',
    'A legal entity: a clinic (client type <code>MSP</code>) or a pharmacy (<code>PHARMACY</code>).',
    'Gets tokens with its id and a secret, and shows them to the rest of eHealth.',
  ],
  [
    'MIS',
    'A medical information system: the program of a vendor, in which clinics and pharmacies work.',
    'Acts for its clients through a connection with each, as their <em>consumer</em>, and proves itself with an API-key. ' +
      'The secret and the redirect URI belong to the connection.',
  ],
  [
    'Administrator',
    'A user of a client whose type administrates.',
    'Keeps users, roles, clients, connections, approvals and tokens, with the operations below <code>/admin</code>.',
  ],
  ['Service', 'This one.', 'Knows who may act for whom, and answers every other part of eHealth that asks.'],
]

/** Who takes part, for somebody who has never heard of them. */
export function participantsSection(): string {
  return section('participants', 'Who takes part', table({ heads: ['Who', 'That is', 'What they do here'], rows: participants }))
}
