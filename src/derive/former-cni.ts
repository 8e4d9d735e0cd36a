import type {Cni, Environment} from '../core/environment.ts';
import type {CniConfig} from '../parsers/cni-config.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Parsed} from '../parsers/parsed.ts';
import {isCalicoWorkload} from './cni-devices.ts';

export type FormerCni = 'Flannel' | 'Calico' | 'Cilium';

/** A device that the CNI of this node, as it is set up now, does not make. */
export interface FormerDevice {
	readonly name: string;
	readonly madeBy: FormerCni;
}

/** Who makes a device of that name: https://github.com/rancher/rke2/blob/master/bundle/bin/rke2-killall.sh */
const makers: readonly {
	readonly name: RegExp;
	readonly madeBy: FormerCni;
	readonly usedBy: readonly Cni[];
}[] = [
	{name: /^cni0$/, madeBy: 'Flannel', usedBy: ['flannel']},
	{name: /^flannel(?:-v6)?\.\d+$/, madeBy: 'Flannel', usedBy: ['canal', 'flannel']},
	{name: /^flannel-wg(?:-v6)?$/, madeBy: 'Flannel', usedBy: ['canal', 'flannel']},
	{name: /^(?:vxlan(?:-v6)?\.calico|tunl0)$/, madeBy: 'Calico', usedBy: ['calico']},
	{name: /^(?:wireguard|wg-v6)\.cali$/, madeBy: 'Calico', usedBy: ['calico', 'canal']},
	{name: /^cali[0-9a-f]{11}$/, madeBy: 'Calico', usedBy: ['calico', 'canal']},
	{name: /^cilium_.+$/, madeBy: 'Cilium', usedBy: ['cilium']},
	{name: /^lxc(?:[0-9a-f]{12,13}|_health)$/, madeBy: 'Cilium', usedBy: ['cilium']},
];

/** Plugins by which Cilium, chained behind them, lets another CNI make its network. */
const chainable: Readonly<Record<string, readonly Cni[]>> = {
	calico: ['calico', 'canal'],
	flannel: ['flannel'],
	bridge: ['flannel'],
};

/** The CNI of this node and those that it is chained with. */
export const cnisInUse = (
	{cni}: Pick<Environment, 'cni'>,
	files: readonly {readonly config: Parsed<CniConfig>}[],
): readonly Cni[] => {
	const plugins = files.map(({config}) => (config.ok ? config.value.plugins.map(({type}) => type) : []));
	const chained = plugins.filter(types => types.includes('cilium-cni')).flat();
	const others = cni.value === 'cilium' ? chained.flatMap(type => chainable[type] ?? []) : [];
	return cni.value === undefined ? [] : [cni.value, ...others];
};

/** Both families' devices carry the same VNI; flannel has one backend at a time. */
const backendOfName = (name: string): string => name.replace('-v6', '');

const isOfOtherBackend = (name: string, {overlayDevice}: Pick<Environment, 'overlayDevice'>): boolean =>
	name.startsWith('flannel') &&
	overlayDevice.value?.startsWith('flannel') === true &&
	backendOfName(name) !== backendOfName(overlayDevice.value);

/** Devices that another CNI, or another backend of flannel, has left. With Multus anybody may make a bridge cni0. */
export const formerDevices = (
	environment: Pick<Environment, 'overlayDevice' | 'multus'>,
	inUse: readonly Cni[],
	links: readonly Pick<Link, 'name'>[],
): readonly FormerDevice[] =>
	links.flatMap(({name}) => {
		const maker = makers.find(candidate => candidate.name.test(name));
		const isUsed = maker?.usedBy.some(cni => inUse.includes(cni)) ?? false;
		const isShared = name === 'cni0' && environment.multus.value !== false;
		const isFormer = isUsed ? isOfOtherBackend(name, environment) : !isShared;
		return maker === undefined || inUse.length === 0 || !isFormer ? [] : [{name, madeBy: maker.madeBy}];
	});

/** Whether a device of that name belongs to the network of pods as it is now. */
export const isPresentDevice = (name: string, environment: Environment, inUse: readonly Cni[]): boolean =>
	makers.some(
		maker =>
			maker.name.test(name) &&
			maker.usedBy.some(cni => inUse.includes(cni)) &&
			!isOfOtherBackend(name, environment),
	);

/** The host's end of the network of a pod, by which no other node is reached. */
export const isOfOnePod = (name: string): boolean => isCalicoWorkload(name) || name.startsWith('lxc');
