import type { ChatConfig } from 'connectycube-rx'

/** Where the servers are: told by whoever serves the app, so that one build runs everywhere. */
export const loadConfig = async (): Promise<ChatConfig> => {
  const response = await fetch('config.json')
  if (!response.ok) throw new Error(`config.json: ${String(response.status)}`)
  return response.json()
}
