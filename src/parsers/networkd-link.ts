/** What systemd-networkd has made of one interface. */
export interface NetworkdLink {
	/** `configured`, `configuring`, `unmanaged`, `pending`, `failed`, `linger`; empty where it is not told. */
	readonly state: string;
	/** The .network file that matches the interface. */
	readonly file?: string;
}

/**
 * A file of /run/systemd/netif/links, which networkctl reads too: shell-like assignments.
 * https://github.com/systemd/systemd/blob/main/src/network/networkd-state-file.c
 */
export const parseNetworkdLink = (text: string): NetworkdLink => {
	const textOf = (key: string): string | undefined =>
		new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]?.replace(/^"(.*)"$/, '$1');
	const file = textOf('NETWORK_FILE');
	return {state: textOf('ADMIN_STATE') ?? '', ...(file ? {file} : {})};
};
