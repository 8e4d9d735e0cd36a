import {present} from './json-value.ts';

/** A systemd unit with the properties that were asked for. */
export interface Unit {
	/** Name with suffix, such as `rke2-server.service`; of an alias the unit it stands for. */
	readonly id: string;
	/** loaded, not-found, masked, bad-setting, error. */
	readonly loadState?: string;
	/** active, activating, reloading, inactive, failed, deactivating. */
	readonly activeState?: string;
	readonly subState?: string;
	/** enabled, disabled, static, masked …; absent for a unit without a file. */
	readonly unitFileState?: string;
	/** success, exit-code, timeout, oom-kill … of the last run. */
	readonly result?: string;
	readonly restarts?: number;
	readonly mainPid?: number;
	readonly exitStatus?: number;
	/** Everything as printed; what was printed several times is joined by line breaks. */
	readonly properties: Readonly<Record<string, string>>;
}

const propertiesOf = (block: string): ReadonlyMap<string, string> => {
	const properties = new Map<string, string>();
	for (const line of block.split('\n')) {
		const [, key, value] = /^([A-Za-z\d]+)=(.*)$/.exec(line) ?? [];
		if (key === undefined || value === undefined) {
			throw new Error(`expected "Property=value", got ${JSON.stringify(line.slice(0, 60))}`);
		}
		const before = properties.get(key);
		properties.set(key, before === undefined ? value : `${before}\n${value}`);
	}
	return properties;
};

const unitOf = (block: string): Unit => {
	const properties = propertiesOf(block);
	const text = (key: string): string | undefined => properties.get(key) || undefined;
	const count = (key: string): number | undefined => {
		const value = text(key);
		return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
	};
	const id = text('Id');
	if (id === undefined) {
		throw new Error('expected the property Id of each unit, got none');
	}
	return {
		id,
		...present({
			loadState: text('LoadState'),
			activeState: text('ActiveState'),
			subState: text('SubState'),
			unitFileState: text('UnitFileState'),
			result: text('Result'),
			restarts: count('NRestarts'),
			mainPid: count('MainPID') || undefined,
			exitStatus: count('ExecMainStatus'),
		}),
		properties: Object.fromEntries(properties),
	};
};

/** `systemctl show -p Id,… UNIT…`: one block for each unit, also for those that do not exist. */
export const parseSystemctlShow = (text: string): readonly Unit[] => {
	const blocks = text
		.split(/\n\s*\n/)
		.map(block => block.trim())
		.filter(block => block !== '');
	if (blocks.length === 0) {
		throw new Error('expected the properties of at least one unit, got nothing');
	}
	return blocks.map(unitOf);
};
