import {isObject, type JsonObject} from '../parsers/json-value.ts';
import {valueAt} from './chart-values.ts';

/** Something in the values of rke2-calico that cannot do what it was meant to. */
export interface CalicoValueFault {
	/** `choice` and `type`: refused. `place`: ignored, `meant` is where it belongs. */
	readonly kind: 'choice' | 'type' | 'place';
	readonly key: string;
	readonly given: string;
	/** What is accepted, or where it belongs. */
	readonly meant: string;
}

const network = 'installation.calicoNetwork';
const encapsulations = ['IPIP', 'VXLAN', 'IPIPCrossSubnet', 'VXLANCrossSubnet', 'None'];

/** https://docs.tigera.io/calico/latest/reference/installation/api: the API refuses anything else. */
const choices: readonly (readonly [key: string, accepted: readonly string[]])[] = [
	[`${network}.bgp`, ['Enabled', 'Disabled']],
	[`${network}.linuxDataplane`, ['Iptables', 'BPF', 'VPP', 'Nftables']],
	[`${network}.kubeProxyManagement`, ['Enabled', 'Disabled']],
	[`${network}.hostPorts`, ['Enabled', 'Disabled']],
	['installation.backend', encapsulations],
	['installation.natOutgoing', ['Enabled', 'Disabled']],
];

/** Where Calico's own documentation, Canal's chart or a glance has people put things. */
const misplaced: readonly (readonly [key: string, meant: string])[] = [
	['calicoNetwork', network],
	['mtu', `${network}.mtu`],
	['installation.mtu', `${network}.mtu`],
	['calico.vethuMTU', `${network}.mtu`],
	['veth_mtu', `${network}.mtu`],
	['installation.spec', 'installation'],
	['installation.bgp', `${network}.bgp`],
	['installation.ipPools', `${network}.ipPools`],
	['installation.nodeAddressAutodetectionV4', `${network}.nodeAddressAutodetectionV4`],
	['ipPools', `${network}.ipPools`],
	['felixconfiguration', 'felixConfiguration'],
	['felixConfiguration.spec', 'felixConfiguration'],
];

const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const wrongChoices = (values: JsonObject): readonly CalicoValueFault[] => {
	const pools = valueAt(values, `${network}.ipPools`);
	const ofPools = (Array.isArray(pools) ? pools : []).flatMap((pool, index) =>
		isObject(pool)
			? [
					[`${network}.ipPools[${index}].encapsulation`, pool.encapsulation, encapsulations] as const,
					[`${network}.ipPools[${index}].natOutgoing`, pool.natOutgoing, ['Enabled', 'Disabled']] as const,
				]
			: [],
	);
	return [...choices.map(([key, accepted]) => [key, valueAt(values, key), accepted] as const), ...ofPools]
		.filter(
			([, given, accepted]) => given !== undefined && given !== null && !accepted.includes(String(given)),
		)
		.map(([key, given, accepted]) => ({
			kind: 'choice',
			key,
			given: shown(given),
			meant: accepted.join(', '),
		}));
};

const wrongTypes = (values: JsonObject): readonly CalicoValueFault[] => {
	const key = `${network}.mtu`;
	const mtu = valueAt(values, key);
	return mtu === undefined || mtu === null || Number.isInteger(mtu)
		? []
		: [{kind: 'type', key, given: shown(mtu), meant: 'a whole number without quotes'}];
};

export const calicoValueFaultsOf = (values: JsonObject): readonly CalicoValueFault[] => [
	...wrongChoices(values),
	...wrongTypes(values),
	...misplaced.flatMap(([key, meant]): readonly CalicoValueFault[] => {
		const given = valueAt(values, key);
		return given === undefined ? [] : [{kind: 'place', key, given: shown(given), meant}];
	}),
];

/** How many methods a user asks for at once; the operator accepts one. */
export const autodetectionMethodsOf = (values: JsonObject): readonly string[] => {
	const given = valueAt(values, `${network}.nodeAddressAutodetectionV4`);
	return isObject(given)
		? Object.entries(given)
				.filter(([, value]) => value !== null && value !== false && value !== '')
				.map(([method]) => method)
		: [];
};
