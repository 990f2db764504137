/** What is known of an act so far, for the event that will tell of it. Whoever learns more of it while it is done writes it here. */
export interface Trail {
  act: string
  requestId: string
  address: string | null
  /** Who acts; of a sign-in, the user who has the address, whether or not they prove themselves. */
  userId: string | null
  /** The client of the access token, or the one that has proved itself. */
  clientId: string | null
  /** The MIS through which the client acts. */
  misClientId: string | null
  /** Where administrators find what the act is done to, such as `/admin/clients/{id}`. Each has an event of its own. */
  objects: string[]
}
