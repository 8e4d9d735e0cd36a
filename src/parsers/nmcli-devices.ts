/** A device as NetworkManager sees it. */
export interface ManagedDevice {
	readonly name: string;
	/** unmanaged, connected, disconnected, unavailable …, without what follows in brackets. */
	readonly state: string;
	/** Set up by somebody else: NetworkManager shows it, and keeps it as it is until something changes. */
	readonly isExternal?: true;
	readonly type: string;
}

/** Terse output separates by colons and escapes colons and backslashes within a value. */
const fieldsOf = (line: string): readonly string[] =>
	line
		.replaceAll(String.raw`\\`, '\u0000')
		.replaceAll(String.raw`\:`, '\u0001')
		.split(':')
		.map(field => field.replaceAll('\u0000', '\\').replaceAll('\u0001', ':'));

/** `nmcli -t -f DEVICE,STATE,TYPE device` */
export const parseNmcliDevices = (text: string): readonly ManagedDevice[] =>
	text
		.split('\n')
		.filter(line => line !== '')
		.map(line => {
			const [name, state, type, ...rest] = fieldsOf(line);
			if (name === undefined || state === undefined || type === undefined || rest.length > 0) {
				throw new Error(`expected "<device>:<state>:<type>", got ${JSON.stringify(line.slice(0, 60))}`);
			}
			return {
				name,
				state: state.replace(/ \(.*\)$/, ''),
				...(state.endsWith(' (externally)') && {isExternal: true as const}),
				type,
			};
		});
