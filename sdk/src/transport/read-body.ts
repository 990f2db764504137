/** Above the longest page of a list; the rest of a longer body is not read, so that it cannot fill the memory. */
const maxBodyBytes = 16_777_216

/** The body as text, cut before the chunk that goes over the limit. */
export async function readBody(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''

  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength
    if (size > maxBodyBytes) {
      await reader.cancel()
      return text
    }
    text += decoder.decode(chunk.value, { stream: true })
  }
  return text + decoder.decode()
}
