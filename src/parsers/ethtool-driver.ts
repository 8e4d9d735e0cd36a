import {present} from './json-value.ts';

export interface Driver {
	readonly driver: string;
	readonly version?: string;
	readonly firmwareVersion?: string;
	/** PCI address of hardware. */
	readonly busInfo?: string;
}

/** `ethtool -i`. */
export const parseEthtoolDriver = (text: string): Driver => {
	const fields = new Map(
		text
			.split('\n')
			.map(line => /^([a-z-]+):\s*(.*?)\s*$/.exec(line))
			.flatMap(match => (match?.[1] !== undefined && match[2] ? [[match[1], match[2]] as const] : [])),
	);
	const driver = fields.get('driver');
	if (driver === undefined) {
		throw new Error(`expected "driver: <name>", got ${JSON.stringify(text.slice(0, 60))}`);
	}
	return {
		driver,
		...present({
			version: fields.get('version'),
			firmwareVersion: fields.get('firmware-version'),
			busInfo: fields.get('bus-info'),
		}),
	};
};
