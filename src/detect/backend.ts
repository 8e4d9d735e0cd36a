import type {Backend, Cni, Environment, Fact} from '../core/environment.ts';
import {ciliumBackendOf} from '../derive/cilium-chart.ts';
import {flannelAnnouncementOf} from '../parsers/flannel-annotations.ts';
import type {CiliumRouting} from '../probes/cilium.routing.ts';
import type {DataPathEvidence} from './evidence.ts';
import {decide, type Vote, vote} from './fact.ts';
import {calicoSettings, chartSource, ciliumSettings} from './settings.ts';

const flannelBackends: readonly string[] = [
	'vxlan',
	'wireguard',
	'host-gw',
	'udp',
] satisfies readonly Backend[];
const isFlannelBackend = (name: string | undefined): name is Backend =>
	name !== undefined && flannelBackends.includes(name);

/**
 * Names of the tunnel devices of each CNI (https://github.com/rancher/rke2/blob/master/bundle/bin/rke2-killall.sh).
 * WireGuard encrypts what Calico and Cilium carry otherwise: there its device tells nothing about the backend.
 */
const tunnelDevices: readonly {readonly cni: Cni; readonly name: RegExp; readonly backend: Backend}[] = [
	{cni: 'canal', name: /^flannel(-v6)?\.\d+$/, backend: 'vxlan'},
	{cni: 'flannel', name: /^flannel(-v6)?\.\d+$/, backend: 'vxlan'},
	{cni: 'canal', name: /^flannel-wg(-v6)?$/, backend: 'wireguard'},
	{cni: 'flannel', name: /^flannel-wg(-v6)?$/, backend: 'wireguard'},
	{cni: 'calico', name: /^vxlan(-v6)?\.calico$/, backend: 'vxlan'},
	{cni: 'calico', name: /^tunl0$/, backend: 'ipip'},
	{cni: 'cilium', name: /^cilium_vxlan$/, backend: 'vxlan'},
	{cni: 'cilium', name: /^cilium_geneve$/, backend: 'geneve'},
];

/** What RKE2's charts configure when nobody chose otherwise; Calico and Cilium are too often told otherwise. */
const shipped: Readonly<Partial<Record<Cni, {readonly backend: Backend; readonly device: string}>>> = {
	canal: {backend: 'vxlan', device: 'flannel.1'},
	flannel: {backend: 'vxlan', device: 'flannel.4096'},
};

/** Names that no configuration changes; the first is that of IPv4. */
const fixedNames: Readonly<Partial<Record<Cni, Readonly<Partial<Record<Backend, readonly string[]>>>>>> = {
	canal: {wireguard: ['flannel-wg', 'flannel-wg-v6']},
	flannel: {wireguard: ['flannel-wg', 'flannel-wg-v6']},
	calico: {vxlan: ['vxlan.calico', 'vxlan-v6.calico'], ipip: ['tunl0']},
	cilium: {vxlan: ['cilium_vxlan'], geneve: ['cilium_geneve']},
};

const isFlannel = (cni: Cni | undefined): boolean => cni === 'canal' || cni === 'flannel';

/** How packets travel between nodes, and through which device. */
export const detectBackend = (
	cni: Cni | undefined,
	evidence: DataPathEvidence,
): Pick<Environment, 'backend' | 'overlayDevice'> => {
	const told = decide<Backend>(
		[...toldBackends(cni, evidence), tunnelVotes(cni, evidence)],
		evidence.links.ok
			? 'there is no tunnel device, and nothing tells whether there should be one'
			: evidence.links.detail,
	);
	const backend = told.value === undefined ? (defaultBackend(cni, evidence) ?? told) : told;
	return {backend, overlayDevice: detectDevice(cni, backend.value, evidence)};
};

type Source = readonly Vote<Backend>[];

/** What the CNI announces about itself comes before what it is configured to do, and that before devices, which may be left over. */
const toldBackends = (cni: Cni | undefined, evidence: DataPathEvidence): readonly Source[] => {
	switch (cni) {
		case 'canal':
		case 'flannel':
			return [announcedByFlannel(evidence), configuredForFlannel(evidence)];
		case 'calico':
			return [announcedByCalico(evidence), configuredForCalico(evidence)];
		case 'cilium':
			return [...toldByCilium(evidence), configuredForCilium(evidence)];
		case 'other':
		case 'none':
		case undefined:
			return [];
	}
};

/** Where the kernel was asked and has no such device, what is shipped is no proof. */
const defaultBackend = (cni: Cni | undefined, {links}: DataPathEvidence): Fact<Backend> | undefined => {
	const byDefault = cni === undefined || links.ok ? undefined : shipped[cni];
	return byDefault && decide([[vote(byDefault.backend, 'chart', `rke2-${cni} ships ${byDefault.backend}`)]]);
};

/** tunl0 comes with the kernel module, which others load too: only with an address it is somebody's tunnel. */
const isInUse = (name: string, {addresses}: DataPathEvidence): boolean =>
	name !== 'tunl0' ||
	(addresses.ok && addresses.value.some(({link, family}) => link === name && family === 'ipv4'));

const tunnelsOf = (cni: Cni | undefined, evidence: DataPathEvidence) =>
	(evidence.links.ok ? evidence.links.value : [])
		.filter(({name}) => isInUse(name, evidence))
		.flatMap(({name}) =>
			tunnelDevices
				.filter(device => device.cni === cni && device.name.test(name))
				.map(({backend}) => ({name, backend})),
		);

const tunnelVotes = (cni: Cni | undefined, evidence: DataPathEvidence): Source =>
	tunnelsOf(cni, evidence).map(({name, backend}) => vote(backend, 'ip -j -d link show', `link ${name}`));

const announcedByFlannel = ({node}: DataPathEvidence): Source => {
	const type = node.ok ? flannelAnnouncementOf(node.value.annotations)?.backendType : undefined;
	return isFlannelBackend(type) ? [vote(type, 'own Node', `annotation backend-type ${type}`)] : [];
};

const configuredForFlannel = ({netConf}: DataPathEvidence): Source => {
	const type = netConf.ok ? netConf.value.backend.type : undefined;
	return netConf.ok && isFlannelBackend(type)
		? [vote(type, `net-conf.json (${netConf.value.source})`, `net-conf.json backend ${type}`)]
		: [];
};

/** calico-node keeps these in step with the address pools: node/pkg/allocateip in https://github.com/projectcalico/calico */
const calicoAnnotations: readonly (readonly [key: string, backend: Backend])[] = [
	['IPv4VXLANTunnelAddr', 'vxlan'],
	['IPv6VXLANTunnelAddr', 'vxlan'],
	['IPv4IPIPTunnelAddr', 'ipip'],
];

const announcedByCalico = ({node}: DataPathEvidence): Source =>
	calicoAnnotations.flatMap(([key, backend]) => {
		const address = node.ok ? node.value.annotations[`projectcalico.org/${key}`] : undefined;
		return address === undefined ? [] : [vote(backend, 'own Node', `annotation ${key} ${address}`)];
	});

const configuredForCalico = (evidence: DataPathEvidence): Source =>
	(calicoSettings(evidence)?.backends ?? []).map(backend =>
		vote(backend, chartSource, `rke2-calico: ${backend}`),
	);

const routingVotes = (routing: CiliumRouting | undefined, source: string): Source => {
	const backend = routing && ciliumBackendOf(routing.mode, routing.protocol);
	return backend === undefined ? [] : [vote(backend, source, `${source}: ${backend}`)];
};

/** cilium-config says what agents are started with, also where nobody told the chart. */
const toldByCilium = ({ciliumRouting}: DataPathEvidence): readonly Source[] =>
	ciliumRouting.ok
		? [
				routingVotes(ciliumRouting.value.configuration, 'ConfigMap cilium-config'),
				routingVotes(ciliumRouting.value.agent, 'cilium-agent'),
			]
		: [];

const configuredForCilium = (evidence: DataPathEvidence): Source => {
	const backend = ciliumSettings(evidence)?.backend;
	return backend === undefined ? [] : [vote(backend, chartSource, `rke2-cilium: ${backend}`)];
};

const detectDevice = (
	cni: Cni | undefined,
	backend: Backend | undefined,
	evidence: DataPathEvidence,
): Fact<string> => {
	const present = tunnelsOf(cni, evidence).filter(tunnel => tunnel.backend === backend);
	const ipv4 = present.filter(({name}) => !name.includes('-v6'));
	const [votes] = [
		backend === 'vxlan' && isFlannel(cni) ? announcedDevice(evidence) : [],
		[...ipv4, ...present].map(({name}) => vote(name, 'ip -j -d link show', `link ${name}`)),
		backend === 'vxlan' && isFlannel(cni) ? configuredDevice(evidence) : [],
		namedDevice(cni, backend, evidence),
	].filter(source => source.length > 0);
	const first = votes?.[0];
	return first === undefined
		? {signals: [], undecided: 'no tunnel device'}
		: {value: first.value, signals: [{source: first.source, says: first.says}]};
};

const announcedDevice = ({node}: DataPathEvidence): readonly Vote<string>[] => {
	const vni = node.ok ? flannelAnnouncementOf(node.value.annotations)?.ipv4?.vni : undefined;
	return vni === undefined ? [] : [vote(`flannel.${vni}`, 'own Node', `annotation backend-data VNI ${vni}`)];
};

/** A device that is gone, by the VNI that it had. */
const configuredDevice = ({netConf}: DataPathEvidence): readonly Vote<string>[] => {
	if (!netConf.ok || netConf.value.backend.type !== 'vxlan') {
		return [];
	}
	const {enableIpv4, backend, source} = netConf.value;
	const vni = backend.vni ?? 1;
	return [
		vote(
			`${enableIpv4 ? 'flannel' : 'flannel-v6'}.${vni}`,
			`net-conf.json (${source})`,
			`net-conf.json VNI ${vni}`,
		),
	];
};

const namedDevice = (
	cni: Cni | undefined,
	backend: Backend | undefined,
	{node}: DataPathEvidence,
): readonly Vote<string>[] => {
	if (cni === undefined || backend === undefined) {
		return [];
	}
	const [name, ofIpv6 = name] = fixedNames[cni]?.[backend] ?? [];
	const isIpv6Only =
		node.ok && node.value.podCidrs.length > 0 && node.value.podCidrs.every(cidr => cidr.includes(':'));
	if (name !== undefined && ofIpv6 !== undefined) {
		const device = isIpv6Only ? ofIpv6 : name;
		return [vote(device, cni, `${cni} names it ${device}`)];
	}
	const byDefault = shipped[cni];
	return byDefault?.backend === backend
		? [vote(byDefault.device, 'chart', `rke2-${cni} ships ${byDefault.device}`)]
		: [];
};
