import type {Environment, Signal} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import {ownersOfCniFile} from '../derive/cni-owner.ts';
import {cnisInUse, formerDevices} from '../derive/former-cni.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {CniFile} from '../probes/cni.configuration.ts';

interface FormerEvidence {
	readonly links: Evidence<readonly Link[]>;
	readonly addresses: Evidence<readonly InterfaceAddress[]>;
	readonly cniFiles: Evidence<readonly CniFile[]>;
}

type Present = Pick<Environment, 'cni' | 'multus' | 'overlayDevice' | 'kubeProxy'>;

/** Devices come by the hundred where pods of the former CNI still run. */
const atMost = 5;

const shipped: readonly (string | undefined)[] = ['canal', 'flannel', 'calico', 'cilium'];

/** What a CNI or a proxy mode used before left on a node of RKE2, harmful or not. Without the CNI's files nothing of it is told. */
export const formerLeftovers = (
	present: Present,
	{links, addresses, cniFiles}: FormerEvidence,
): readonly Signal[] => {
	if (!shipped.includes(present.cni.value) || !links.ok || !addresses.ok || !cniFiles.ok) {
		return [];
	}
	const inUse = cnisInUse(present, cniFiles.value);
	const hasAddress = (name: string): boolean =>
		addresses.value.some(({link, scope}) => link === name && scope === 'global');
	// The kernel makes tunl0 by itself; only with an address it was somebody's tunnel.
	const devices = formerDevices(present, inUse, links.value)
		.filter(({name}) => name !== 'tunl0' || hasAddress(name))
		.slice(0, atMost)
		.map(({name}) => ({source: 'ip -j -d link show', says: `link ${name}`}));
	const {value: mode, conflicts = []} = present.kubeProxy;
	const isIpvsOver = mode !== undefined && mode !== 'ipvs' && conflicts.length === 0;
	const proxy =
		isIpvsOver && hasAddress('kube-ipvs0')
			? [{source: 'ip -j -d addr show', says: 'addresses of kube-ipvs0'}]
			: [];
	const files = cniFiles.value
		.filter(file =>
			ownersOfCniFile(file).every(owner => owner !== 'other' && owner !== 'multus' && !inUse.includes(owner)),
		)
		.map(({path}) => ({source: path, says: path}));
	return [...files, ...devices, ...proxy];
};
