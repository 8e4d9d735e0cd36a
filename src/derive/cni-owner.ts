import type {Cni} from '../core/environment.ts';
import type {CniConfig} from '../parsers/cni-config.ts';
import type {Parsed} from '../parsers/parsed.ts';

export type CniOwner = Exclude<Cni, 'none'> | 'multus';

export const cniTitles: Readonly<Record<CniOwner, string>> = {
	canal: 'Canal',
	calico: 'Calico',
	cilium: 'Cilium',
	flannel: 'Flannel',
	multus: 'Multus',
	other: 'another CNI',
};

/** Names that each CNI gives its file on RKE2. */
const fileNames: readonly (readonly [RegExp, CniOwner])[] = [
	[/^00-multus\./, 'multus'],
	[/^05-cilium\./, 'cilium'],
	[/^10-calico\./, 'calico'],
	[/^10-canal\./, 'canal'],
	[/^10-flannel\./, 'flannel'],
];

const byName = (name: string): CniOwner | undefined => fileNames.find(([pattern]) => pattern.test(name))?.[1];

/** Calico's plugin serves Canal too, whose file has another name; where that tells nothing, its addresses are from host-local. */
export const ownerOfCalicoPlugin = (fileName: string, ipamType: string | undefined): 'calico' | 'canal' => {
	const named = byName(fileName);
	return named === 'calico' || named === 'canal' ? named : ipamType === 'host-local' ? 'canal' : 'calico';
};

const byPlugin = (type: string, ipamType: string | undefined, name: string): CniOwner | undefined => {
	switch (type) {
		case 'multus':
		case 'multus-shim':
			return 'multus';
		case 'cilium-cni':
			return 'cilium';
		case 'flannel':
			return 'flannel';
		case 'calico':
			return ownerOfCalicoPlugin(name, ipamType);
		default:
			return undefined;
	}
};

/**
 * Whose a file in the CNI directory is: by its plugins, because names can be anything; by its name where it is broken.
 * Several when CNIs are chained; `other` for a plugin that is none of RKE2's.
 */
export const ownersOfCniFile = ({
	name,
	config,
}: {
	readonly name: string;
	readonly config: Parsed<CniConfig>;
}): readonly CniOwner[] => {
	if (!config.ok) {
		return [byName(name) ?? 'other'];
	}
	const owners = config.value.plugins
		.map(({type, ipamType}) => byPlugin(type, ipamType, name))
		.filter(owner => owner !== undefined);
	return owners.length === 0 ? ['other'] : [...new Set(owners)];
};
