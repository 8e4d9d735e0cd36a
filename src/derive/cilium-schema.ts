import {isObject, type JsonObject, shown} from '../parsers/json-value.ts';
import {valueAt} from './chart-values.ts';

type Kind = 'text' | 'number' | 'flag' | 'map' | 'list';

/** What the schema of the chart demands of the values that people set: values.schema.json beside the values of rke2-cilium. */
const kinds: Readonly<Record<string, readonly Kind[]>> = {
	MTU: ['number'],
	autoDirectNodeRoutes: ['flag'],
	bandwidthManager: ['map'],
	'bandwidthManager.enabled': ['flag'],
	bpf: ['map'],
	'bpf.masquerade': ['flag'],
	cni: ['map'],
	'cni.chainingMode': ['text'],
	'cni.exclusive': ['flag'],
	egressGateway: ['map'],
	'egressGateway.enabled': ['flag'],
	enableIPv4Masquerade: ['flag'],
	enableIPv6Masquerade: ['flag'],
	encryption: ['map'],
	'encryption.enabled': ['flag'],
	'encryption.type': ['text'],
	eni: ['map'],
	'eni.enabled': ['flag'],
	hubble: ['map'],
	'hubble.enabled': ['flag'],
	'hubble.relay.enabled': ['flag'],
	'hubble.ui.enabled': ['flag'],
	ipam: ['map'],
	'ipam.mode': ['text'],
	'ipam.operator': ['map'],
	ipv4: ['map'],
	'ipv4.enabled': ['flag'],
	ipv4NativeRoutingCIDR: ['text'],
	ipv6: ['map'],
	'ipv6.enabled': ['flag'],
	ipv6NativeRoutingCIDR: ['text'],
	k8sServiceHost: ['text'],
	k8sServicePort: ['text', 'number'],
	operator: ['map'],
	'operator.replicas': ['number'],
	'operator.tolerations': ['list'],
	policyEnforcementMode: ['text'],
	prometheus: ['map'],
	'prometheus.enabled': ['flag'],
	routingMode: ['text'],
	tunnelPort: ['number'],
	tunnelProtocol: ['text'],
};
const names: Readonly<Record<Kind, string>> = {
	text: 'a text',
	number: 'a number',
	flag: 'true or false',
	map: 'keys under it',
	list: 'a list',
};
/** Further keys of the first level, for those who write them with other letters. */
const otherKeys = [
	'kubeProxyReplacement',
	'devices',
	'endpointRoutes',
	'localRedirectPolicy',
	'gatewayAPI',
	'l7Proxy',
];
const topLevel = [...Object.keys(kinds).filter(key => !key.includes('.')), ...otherKeys];

const isKind = (value: unknown, kind: Kind): boolean => {
	switch (kind) {
		case 'text':
			return typeof value === 'string';
		case 'number':
			return typeof value === 'number';
		case 'flag':
			return typeof value === 'boolean';
		case 'map':
			return isObject(value);
		case 'list':
			return Array.isArray(value);
	}
};

export interface WrongValue {
	readonly key: string;
	readonly expected: string;
	readonly given: string;
}

/** Values that the chart's schema refuses, with which Helm changes nothing at all. */
export const wrongCiliumValues = (values: JsonObject): readonly WrongValue[] =>
	Object.entries(kinds).flatMap(([key, allowed]) => {
		const value = valueAt(values, key);
		// Helm drops a key that is set to null.
		return value === undefined || value === null || allowed.some(kind => isKind(value, kind))
			? []
			: [{key, expected: allowed.map(kind => names[kind]).join(' or '), given: shown(value)}];
	});

/** Keys of the first level that differ from one of the chart in upper and lower case only. */
export const misspeltCiliumKeys = (
	values: JsonObject,
): readonly {readonly key: string; readonly meant: string}[] =>
	Object.keys(values).flatMap(key => {
		const meant = topLevel.find(name => name.toLowerCase() === key.toLowerCase());
		return meant === undefined || meant === key ? [] : [{key, meant}];
	});

/** `1.19.601` is Cilium 1.19: major and minor as one number that can be compared. */
export const ciliumMinorOf = (chartVersion: string | undefined): number | undefined => {
	const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(chartVersion ?? '') ?? [];
	return major === undefined || minor === undefined ? undefined : Number(major) * 1000 + Number(minor);
};

/** Whether the chart leaves other CNI configurations alone by default: since 1.18.203. */
export const isExclusiveByDefault = (chartVersion: string | undefined): boolean | undefined => {
	const [major, minor, patch] = (/^v?(\d+)\.(\d+)\.(\d+)/.exec(chartVersion ?? '') ?? [])
		.slice(1)
		.map(Number);
	if (major === undefined || minor === undefined || patch === undefined) {
		return undefined;
	}
	const number = major * 1_000_000 + minor * 1000;
	return number < 1_018_000 || (number === 1_018_000 && patch < 203);
};
