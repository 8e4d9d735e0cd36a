/** A MAC address in lower case; `undefined` for the IP address that tunnels without Ethernet have in its place. */
export const macAddressIn = (text: string | undefined): string | undefined =>
	text !== undefined && /^[\da-f]{2}(?::[\da-f]{2}){5,}$/i.test(text) ? text.toLowerCase() : undefined;
