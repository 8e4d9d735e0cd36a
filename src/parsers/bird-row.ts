const protocolStates = ['down', 'start', 'wait', 'feed', 'up', 'stop', 'flush'] as const;
export type BirdProtocolState = (typeof protocolStates)[number];

const rowForm =
	/^(\S+)\s+(\S+)\s+\S+\s+(\S+)\s+(\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?|\d\d:\d\d:\d\d)(?:\s+(.*))?$/;

/** The text that is one of these values; an error that names `what` was expected for any other. */
export const oneOf = <Value extends string>(values: readonly Value[], text: string, what: string): Value => {
	const found = values.find(value => value === text);
	if (found === undefined) {
		throw new Error(`expected ${what}, got ${JSON.stringify(text.slice(0, 40))}`);
	}
	return found;
};

/** One protocol in BIRD's table: the first line of what it says of it. */
export interface BirdRow {
	readonly name: string;
	readonly kind: string;
	readonly state: BirdProtocolState;
	readonly since: string;
	readonly info: string;
	/** The whole row, for evidence. */
	readonly text: string;
}

export const rowOf = (text: string): BirdRow => {
	const [, name, kind, state, since, info = ''] = rowForm.exec(text) ?? [];
	if (name === undefined || kind === undefined || state === undefined || since === undefined) {
		throw new Error(`expected a protocol of BIRD, got ${JSON.stringify(text.slice(0, 80))}`);
	}
	return {
		name,
		kind,
		state: oneOf(protocolStates, state, 'the state of a protocol'),
		since,
		info: info.trim(),
		text: text.trim(),
	};
};
