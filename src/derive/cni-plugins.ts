import type {CniConfig} from '../parsers/cni-config.ts';
import {isObject} from '../parsers/json-value.ts';

/** https://www.cni.dev/plugins/current/meta/flannel/: what it delegates to, unless told otherwise. */
const delegatesOfFlannel = (raw: Readonly<Record<string, unknown>>): readonly string[] => {
	const type = isObject(raw.delegate) ? raw.delegate.type : undefined;
	return [typeof type === 'string' ? type : 'bridge', 'host-local'];
};

/** Binaries that a configuration needs to give a pod its network, those that plugins call themselves included. */
export const binariesOfCni = ({plugins, delegates}: CniConfig): readonly string[] => [
	...new Set([
		...plugins.flatMap(({type, ipamType, raw}) => [
			type,
			...(ipamType === undefined ? [] : [ipamType]),
			...(type === 'flannel' ? delegatesOfFlannel(raw) : []),
		]),
		...delegates.flatMap(binariesOfCni),
	]),
];
