import type {FelixConfiguration} from '../parsers/calico-pool.ts';
import type {Variables} from '../parsers/environ.ts';
import type {JsonObject} from '../parsers/json-value.ts';

/** Whatever tells Felix of this node how to work, as far as it can be read here. */
export interface FelixSettings {
	/** `FELIX_…` of the calico-node that runs. */
	readonly environment?: Variables;
	/** The FelixConfiguration of this node, which beats the one of all after it. */
	readonly configurations?: readonly FelixConfiguration[];
	/** `felixConfiguration` in the user's values for the chart, which become the one of all. */
	readonly chart?: JsonObject;
}

export interface FelixSetting {
	/** Absent where it is not set: Felix has its default. */
	readonly value?: string;
	/** `FELIX_HEALTHPORT`, `FelixConfiguration default`. */
	readonly setBy?: string;
	/** Whether nothing that could not be read may say otherwise. */
	readonly isCertain: boolean;
}

const textOf = (value: unknown): string | undefined =>
	value === undefined || value === null || value === '' ? undefined : String(value);

/** How Felix reads a switch: https://github.com/projectcalico/calico/blob/master/felix/config/param_types.go */
export const isFelixTrue = (value: string | undefined): boolean => /^(?:true|1|yes|y|t)$/i.test(value ?? '');

/**
 * What holds for a key such as `healthPort`: the environment beats the resource of this node, and that beats the one
 * of all. https://docs.tigera.io/calico/latest/reference/felix/configuration
 */
export const felixSetting = (
	{environment, configurations, chart}: FelixSettings,
	key: string,
): FelixSetting => {
	const variable = `FELIX_${key.toUpperCase()}`;
	const told = [
		...(environment === undefined ? [] : [{setBy: variable, value: textOf(environment[variable])}]),
		...(configurations ?? []).map(({name, spec}) => ({
			setBy: `FelixConfiguration ${name}`,
			value: textOf(spec[key]),
		})),
		...(configurations === undefined && chart !== undefined
			? [{setBy: 'values of the chart', value: textOf(chart[key])}]
			: []),
	];
	const first = told.find(({value}) => value !== undefined);
	const isCertain = environment !== undefined && (configurations !== undefined || first?.setBy === variable);
	return first?.value === undefined ? {isCertain} : {value: first.value, setBy: first.setBy, isCertain};
};
