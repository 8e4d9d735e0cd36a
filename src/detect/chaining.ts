import type {Cni, Fact} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import type {CniFile} from '../probes/cni.configuration.ts';
import {decide, vote} from './fact.ts';

/** The plugin of each CNI that can stand behind that of another: https://docs.cilium.io/en/stable/installation/cni-chaining */
const chainable: Readonly<Partial<Record<Cni, string>>> = {cilium: 'cilium-cni', calico: 'calico'};

/** The plugin that makes the interfaces of pods and gives them addresses where the CNI only adds policies and services to them. */
export const detectChaining = (
	cni: Cni | undefined,
	cniFiles: Evidence<readonly CniFile[]>,
): Fact<string> => {
	const own = cni === undefined ? undefined : chainable[cni];
	if (own === undefined) {
		return {signals: []};
	}
	if (!cniFiles.ok) {
		return {signals: [], undecided: cniFiles.detail};
	}
	return decide(
		cniFiles.value.map(({path, config}) => {
			const types = config.ok ? config.value.plugins.map(({type}) => type) : [];
			const first = types[0];
			return first === undefined || !types.includes(own)
				? []
				: [vote(first === own ? 'none' : first, path, `${path}: ${types.join(', ')}`)];
		}),
		`no configuration with the plugin ${own}`,
	);
};
