import type {
	Backend,
	Cni,
	Environment,
	Fact,
	IpFamily,
	KubeProxyMode,
	Role,
	ServiceState,
} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import {booleanSetting} from '../derive/config-merge.ts';
import type {Container} from '../parsers/crictl.ts';
import {flannelAnnouncementOf} from '../parsers/flannel-annotations.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import type {FlannelConfiguration} from '../probes/flannel.net-conf.ts';
import type {KubeProxyArguments} from '../probes/kube-proxy.arguments.ts';
import type {Rke2Configuration} from '../probes/rke2.configuration.ts';
import {decide, type Vote, vote} from './fact.ts';

export interface DataPathEvidence {
	readonly links: Evidence<readonly Link[]>;
	readonly node: Evidence<KubeNode>;
	readonly netConf: Evidence<FlannelConfiguration>;
	readonly kubeProxy: Evidence<KubeProxyArguments | undefined>;
	readonly containers: Evidence<readonly Container[]>;
	readonly configuration: Evidence<Rke2Configuration>;
}

const backends: readonly string[] = ['vxlan', 'wireguard', 'host-gw', 'udp'] satisfies readonly Backend[];
const isBackend = (name: string | undefined): name is Backend =>
	name !== undefined && backends.includes(name);

/** Names of the tunnel devices of each CNI (https://github.com/rancher/rke2/blob/master/bundle/bin/rke2-killall.sh). */
const tunnelDevices: readonly {readonly cni: Cni; readonly name: RegExp; readonly backend: Backend}[] = [
	{cni: 'canal', name: /^flannel(-v6)?\.\d+$/, backend: 'vxlan'},
	{cni: 'flannel', name: /^flannel(-v6)?\.\d+$/, backend: 'vxlan'},
	{cni: 'canal', name: /^flannel-wg(-v6)?$/, backend: 'wireguard'},
	{cni: 'calico', name: /^vxlan(-v6)?\.calico$/, backend: 'vxlan'},
	{cni: 'cilium', name: /^cilium_vxlan$/, backend: 'vxlan'},
	{cni: 'cilium', name: /^cilium_geneve$/, backend: 'geneve'},
];

/** What RKE2's charts configure when nobody chose otherwise; Calico and Cilium are too often told otherwise. */
const shipped: Readonly<Partial<Record<Cni, {readonly backend: Backend; readonly device: string}>>> = {
	canal: {backend: 'vxlan', device: 'flannel.1'},
	flannel: {backend: 'vxlan', device: 'flannel.4096'},
};

const isFlannel = (cni: Cni | undefined): boolean => cni === 'canal' || cni === 'flannel';

/** How packets travel between nodes, and through which device. */
export const detectBackend = (
	cni: Cni | undefined,
	evidence: DataPathEvidence,
): Pick<Environment, 'backend' | 'overlayDevice'> => {
	const announced = announcedBackend(cni, evidence);
	const configured = configuredBackend(cni, evidence);
	const told = decide<Backend>(
		[
			announced === undefined ? [] : [vote(announced, 'own Node', `annotation backend-type ${announced}`)],
			configured === undefined ? [] : [configured],
			tunnelsOf(cni, evidence).map(({name, backend}) => vote(backend, 'ip -j -d link show', `link ${name}`)),
		],
		evidence.links.ok
			? 'there is no tunnel device, and nothing tells whether there should be one'
			: evidence.links.detail,
	);
	const backend = told.value === undefined ? (defaultBackend(cni, evidence) ?? told) : told;
	return {backend, overlayDevice: detectDevice(cni, backend.value, evidence)};
};

/** Where the kernel was asked and has no such device, what is shipped is no proof. */
const defaultBackend = (cni: Cni | undefined, {links}: DataPathEvidence): Fact<Backend> | undefined => {
	const byDefault = cni === undefined || links.ok ? undefined : shipped[cni];
	return byDefault && decide([[vote(byDefault.backend, 'chart', `rke2-${cni} ships ${byDefault.backend}`)]]);
};

const tunnelsOf = (cni: Cni | undefined, {links}: DataPathEvidence) =>
	(links.ok ? links.value : []).flatMap(({name}) =>
		tunnelDevices
			.filter(device => device.cni === cni && device.name.test(name))
			.map(({backend}) => ({name, backend})),
	);

const announcedBackend = (cni: Cni | undefined, {node}: DataPathEvidence): Backend | undefined => {
	const type =
		node.ok && isFlannel(cni) ? flannelAnnouncementOf(node.value.annotations)?.backendType : undefined;
	return isBackend(type) ? type : undefined;
};

const configuredBackend = (cni: Cni | undefined, {netConf}: DataPathEvidence): Vote<Backend> | undefined => {
	const type = netConf.ok && isFlannel(cni) ? netConf.value.backend.type : undefined;
	return netConf.ok && isBackend(type)
		? vote(type, `net-conf.json (${netConf.value.source})`, `net-conf.json backend ${type}`)
		: undefined;
};

const detectDevice = (
	cni: Cni | undefined,
	backend: Backend | undefined,
	evidence: DataPathEvidence,
): Fact<string> => {
	const vni = evidence.node.ok
		? flannelAnnouncementOf(evidence.node.value.annotations)?.ipv4?.vni
		: undefined;
	const present = tunnelsOf(cni, evidence).filter(tunnel => tunnel.backend === backend);
	const ipv4 = present.filter(({name}) => !name.includes('-v6'));
	const byDefault = cni === undefined ? undefined : shipped[cni];
	const [votes] = [
		vni === undefined || backend !== 'vxlan' || !isFlannel(cni)
			? []
			: [vote(`flannel.${vni}`, 'own Node', `annotation backend-data VNI ${vni}`)],
		[...ipv4, ...present].map(({name}) => vote(name, 'ip -j -d link show', `link ${name}`)),
		backend === 'vxlan' && isFlannel(cni) ? configuredDevice(evidence) : [],
		byDefault !== undefined && byDefault.backend === backend
			? [vote(byDefault.device, 'chart', `rke2-${cni} ships ${byDefault.device}`)]
			: [],
	].filter(source => source.length > 0);
	const first = votes?.[0];
	return first === undefined
		? {signals: [], undecided: 'no tunnel device'}
		: {value: first.value, signals: [{source: first.source, says: first.says}]};
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

/**
 * A missing manifest says `absent` when the configuration says so, or when RKE2 has had the chance to write it:
 * each start removes it, until the API answers (https://github.com/rancher/rke2/tree/master/pkg/executor/staticpod).
 */
export const detectKubeProxy = (
	role: Role | undefined,
	service: ServiceState | undefined,
	{kubeProxy, containers, configuration, node}: DataPathEvidence,
): Fact<KubeProxyMode> => {
	const mode = kubeProxy.ok ? (kubeProxy.value?.get('proxy-mode') ?? 'iptables') : undefined;
	const isDisabled =
		role === 'server' &&
		configuration.ok &&
		booleanSetting(configuration.value.settings, 'disable-kube-proxy') === true;
	const runsNone =
		containers.ok && !containers.value.some(({name, state}) => name === 'kube-proxy' && state === 'running');
	const hasNone = service === 'running' && node.ok && runsNone;
	const votes: Vote<KubeProxyMode>[] = [];
	if (
		kubeProxy.ok &&
		kubeProxy.value !== undefined &&
		(mode === 'iptables' || mode === 'ipvs' || mode === 'nftables')
	) {
		votes.push(vote(mode, 'agent/pod-manifests/kube-proxy.yaml', `--proxy-mode=${mode}`));
	} else if (kubeProxy.ok && kubeProxy.value === undefined && (isDisabled || hasNone)) {
		votes.push(
			vote(
				'absent',
				'agent/pod-manifests',
				isDisabled ? 'disable-kube-proxy: true' : 'no manifest, no container',
			),
		);
	}
	return decide(
		[votes],
		kubeProxy.ok && kubeProxy.value === undefined
			? 'no manifest of kube-proxy: disabled, or RKE2 still waits for the API'
			: 'no manifest of kube-proxy could be read',
	);
};

const familiesIn = (cidrs: readonly string[]): readonly IpFamily[] =>
	(['ipv4', 'ipv6'] as const).filter(family =>
		cidrs.some(cidr => cidr.includes(':') === (family === 'ipv6')),
	);

/** From the pod CIDRs that this node was given or that kube-proxy was told. */
export const detectFamilies = ({node, kubeProxy}: DataPathEvidence): Fact<readonly IpFamily[]> => {
	const own = node.ok ? node.value.podCidrs : [];
	const cluster = kubeProxy.ok ? (kubeProxy.value?.get('cluster-cidr')?.split(',') ?? []) : [];
	const [cidrs, source] =
		own.length > 0 ? [own, 'own Node spec.podCIDRs'] : [cluster, 'kube-proxy --cluster-cidr'];
	return cidrs.length === 0
		? {signals: [], undecided: 'no pod CIDR could be read'}
		: {value: familiesIn(cidrs), signals: [{source, says: cidrs.join(',')}]};
};
