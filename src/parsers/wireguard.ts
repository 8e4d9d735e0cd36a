const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes of `1.50 KiB`, as `wg` rounds them. */
export const bytesOfTransfer = (text: string): number => {
	const [count, unit = ''] = text.split(' ');
	return Number(count) * 1024 ** units.indexOf(unit);
};

/** Another end of a WireGuard device, as this one sees it. */
export interface WireguardPeer {
	readonly publicKey: string;
	/** Where packets for it are sent: an address and a port. */
	readonly endpoint?: {readonly address: string; readonly port: number};
	readonly allowedIps: readonly string[];
	/** Seconds since the last one; absent where there has never been one. */
	readonly handshakeAge?: number;
	/** As `wg` writes them, rounded: `1.50 KiB`. */
	readonly received: string;
	readonly sent: string;
}

export interface WireguardDevice {
	readonly name: string;
	readonly publicKey?: string;
	readonly listenPort?: number;
	readonly peers: readonly WireguardPeer[];
}

const seconds: Readonly<Record<string, number>> = {
	year: 31_536_000,
	day: 86_400,
	hour: 3600,
	minute: 60,
	second: 1,
};

/** `1 day, 2 hours, 5 seconds ago`; `Now` in the first second. */
const ageOf = (text: string): number =>
	[...text.matchAll(/(\d+) (year|day|hour|minute|second)s?\b/g)]
		.map(([, count, unit = '']) => Number(count) * (seconds[unit] ?? 0))
		.reduce((sum, part) => sum + part, 0);

const endpointOf = (text: string | undefined): WireguardPeer['endpoint'] => {
	const [, inBrackets, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text ?? '') ?? [];
	const address = inBrackets ?? plain;
	return address === undefined ? undefined : {address, port: Number(port)};
};

/** The lines `key: value` of a block, by their keys. */
const fieldsOf = (block: string): ReadonlyMap<string, string> =>
	new Map(
		block.split('\n').flatMap(line => {
			const [, key, value] = /^\s*([a-z ]+): (.*)$/.exec(line) ?? [];
			return key === undefined || value === undefined ? [] : [[key, value.trim()] as const];
		}),
	);

const peerOf = (block: string): WireguardPeer => {
	const fields = fieldsOf(block);
	const endpoint = endpointOf(fields.get('endpoint'));
	const handshake = fields.get('latest handshake');
	const [, received = '0 B', sent = '0 B'] =
		/^(.+) received, (.+) sent$/.exec(fields.get('transfer') ?? '') ?? [];
	const allowed = fields.get('allowed ips') ?? '(none)';
	return {
		publicKey: fields.get('peer') ?? '',
		allowedIps: allowed === '(none)' ? [] : allowed.split(', '),
		received,
		sent,
		...(endpoint !== undefined && {endpoint}),
		...(handshake !== undefined && {handshakeAge: ageOf(handshake)}),
	};
};

/** `wg show all`: https://git.zx2c4.com/wireguard-tools/about/src/man/wg.8 */
export const parseWireguard = (text: string): readonly WireguardDevice[] => {
	const blocks = text.split(/\n(?=interface: |peer: )/).filter(block => block.trim() !== '');
	const devices: (Omit<WireguardDevice, 'peers'> & {peers: WireguardPeer[]})[] = [];
	for (const block of blocks) {
		const fields = fieldsOf(block);
		const name = fields.get('interface');
		const device = devices.at(-1);
		if (name !== undefined) {
			const port = Number(fields.get('listening port') ?? Number.NaN);
			const publicKey = fields.get('public key');
			devices.push({
				name,
				peers: [],
				...(publicKey !== undefined && {publicKey}),
				...(Number.isInteger(port) && {listenPort: port}),
			});
		} else if (fields.has('peer') && device !== undefined) {
			device.peers.push(peerOf(block));
		} else {
			throw new Error(`expected "interface: NAME", got ${JSON.stringify(block.trim().slice(0, 60))}`);
		}
	}
	return devices;
};
