export interface ProsodyConfig {
  readonly port: number
  readonly domain: string
  readonly mucDomain: string
  readonly directory: string
  readonly resumeSeconds: number
}

const modules = [
  ...['blocklist', 'c2s', 'carbons', 'csi', 'csi_simple', 'disco', 'iq', 'lastactivity', 'mam', 'message', 'offline'],
  ...['pep', 'ping', 'presence', 'privacy_lists', 'private', 'roster', 'saslauth', 'smacks', 'time', 'uptime'],
  ...['vcard_legacy', 'version', 'websocket'],
]

/** `prosody.cfg.lua`: one domain, one room service, WebSocket on a loopback port and no other socket. */
export const prosodyConfig = ({ port, domain, mucDomain, directory, resumeSeconds }: ProsodyConfig): string => `
run_as_root = true -- it serves loopback from a scratch directory and lives for one test file
pidfile = "${directory}/prosody.pid"
data_path = "${directory}/data"
certificates = "${directory}/certs"
plugin_paths = {}
log = { warn = "${directory}/prosody.log" }

interfaces = { "127.0.0.1" }
http_interfaces = { "127.0.0.1" }
http_ports = { ${String(port)} }
https_ports, c2s_ports, c2s_direct_tls_ports, s2s_ports = {}, {}, {}, {}
http_default_host = "${domain}" -- a request for 127.0.0.1 is answered 404 without it

modules_enabled = { ${modules.map((name) => `"${name}"`).join(', ')} }
modules_disabled = { "s2s", "tls", "offline_s2s" }

authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true

c2s_stanza_size_limit = 262144
smacks_hibernation_time = ${String(resumeSeconds)}
smacks_max_queue_size = 50000
smacks_max_inactive_unacked_stanzas = 50000
smacks_max_old_sessions = 100
offline_store_queue_limit = 100000
storage_archive_item_limit = 100000
default_archive_policy = true
dont_archive_namespaces = { "http://jabber.org/protocol/chatstates" }

VirtualHost "${domain}"

Component "${mucDomain}" "muc"
  modules_enabled = { "muc_mam" }
  restrict_room_creation = false
  muc_room_locking = false -- usable at once, without a configuration form
  muc_room_default_persistent = true
  muc_room_default_public_jids = true
`
