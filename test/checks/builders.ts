import type {Environment} from '../../src/core/environment.ts';
import type {DirectoryEntry} from '../../src/core/request.ts';
import type {ContainerRun, PodRun} from '../../src/derive/pod-run.ts';
import type {IpPool} from '../../src/parsers/calico-pool.ts';
import {cniConfigForm, parseCniConfig} from '../../src/parsers/cni-config.ts';
import type {PodSandbox} from '../../src/parsers/crictl.ts';
import {type HelmObject, helmObjectOf} from '../../src/parsers/helm-chart.ts';
import {parseIpLink} from '../../src/parsers/ip-link.ts';
import {parseIpRoute} from '../../src/parsers/ip-route.ts';
import type {KubeNode} from '../../src/parsers/kube-node.ts';
import {parseYamlDocuments} from '../../src/parsers/yaml-document.ts';
import type {CniFile} from '../../src/probes/cni.configuration.ts';
import {told} from '../../src/testing.ts';

/** 2026-11-22T08:00:00Z, the time at which every test looks. */
export const now = 1_795_334_400_000;
export const minutesAgo = (minutes: number): number => now - minutes * 60_000;

/** A file of /etc/cni/net.d with this content, read as containerd reads it. */
export const cniFile = (name: string, content: unknown): CniFile => {
	const form = cniConfigForm(name);
	const text = typeof content === 'string' ? content : JSON.stringify(content);
	return {name, path: `/etc/cni/net.d/${name}`, form, config: parseCniConfig(text, form)};
};

export const canalConflist = {
	name: 'k8s-pod-network',
	cniVersion: '0.3.1',
	plugins: [
		{type: 'calico', mtu: 1450, ipam: {type: 'host-local', ranges: [[{subnet: 'usePodCidr'}]]}},
		{type: 'portmap', snat: true, capabilities: {portMappings: true}},
		{type: 'bandwidth', capabilities: {bandwidth: true}},
	],
};
export const ciliumConflist = {
	name: 'portmap',
	cniVersion: '0.3.1',
	plugins: [{type: 'cilium-cni'}, {type: 'portmap', capabilities: {portMappings: true}}],
};

export const entry = (name: string, changes: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
	name,
	type: 'file',
	mode: 0o755,
	size: 100,
	...changes,
});
export const entries = (...names: readonly string[]): readonly DirectoryEntry[] =>
	names.map(name => entry(name));

/** A container that has been running for a day. */
export const containerRun = (name: string, changes: Partial<ContainerRun> = {}): ContainerRun => ({
	name,
	id: `${name}-0123456789ab`,
	attempt: 0,
	state: 'running',
	createdAt: minutesAgo(24 * 60),
	...changes,
});

/** The rke2-canal pod as it runs for a day, with other containers where they are given. */
export const canalPod = (changes: Partial<PodRun> = {}): PodRun => ({
	name: 'rke2-canal-x7k2p',
	namespace: 'kube-system',
	uid: '2d3e4f50-0000-4000-8000-000000000016',
	isReady: true,
	createdAt: minutesAgo(24 * 60 + 1),
	containers: [containerRun('calico-node'), containerRun('kube-flannel')],
	...changes,
});

export const sandbox = (name: string, changes: Partial<PodSandbox> = {}): PodSandbox => ({
	id: `${name}-sandbox`,
	name,
	namespace: 'default',
	uid: `${name}-uid`,
	attempt: 0,
	isReady: true,
	createdAt: minutesAgo(60),
	labels: {},
	annotations: {},
	...changes,
});

export const kubeNode = (name: string, changes: Partial<KubeNode> = {}): KubeNode => ({
	name,
	podCidrs: [],
	internalIps: [],
	externalIps: [],
	annotations: {},
	labels: {},
	taints: [],
	conditions: [],
	isUnschedulable: false,
	...changes,
});

/** Links from `ip -j -d link` objects. */
export const linksOf = (...objects: readonly object[]) => parseIpLink(JSON.stringify(objects));
/** Routes from `ip -j -d route` objects. */
export const routesOf = (...objects: readonly object[]) => [...parseIpRoute(JSON.stringify(objects))];

/** The HelmCharts and HelmChartConfigs that a manifest makes in the API. */
export const helmObjectsIn = (manifest: string): readonly HelmObject[] => {
	const yaml = parseYamlDocuments(manifest);
	return yaml.ok ? yaml.value.documents.flatMap(document => helmObjectOf(document) ?? []) : [];
};

/** The calico-node pod as it runs for a day, with other containers where they are given. */
export const calicoPod = (changes: Partial<PodRun> = {}): PodRun =>
	canalPod({
		name: 'calico-node-x7k2p',
		namespace: 'calico-system',
		containers: [containerRun('calico-node')],
		...changes,
	});

/** The pool that RKE2's chart makes. */
export const ipPool = (changes: Partial<IpPool> = {}): IpPool => ({
	name: 'default-ipv4-ippool',
	cidr: '10.42.0.0/16',
	vxlanMode: 'Always',
	ipipMode: 'Never',
	isNatOutgoing: true,
	isDisabled: false,
	isBeingDeleted: false,
	isKeptFromBgp: false,
	blockSize: 26,
	nodeSelector: 'all()',
	allowedUses: ['Workload', 'Tunnel'],
	...changes,
});

export const calicoConflist = {
	name: 'k8s-pod-network',
	cniVersion: '0.3.1',
	plugins: [
		{
			type: 'calico',
			mtu: 0,
			ipam: {type: 'calico-ipam'},
			kubernetes: {kubeconfig: '/etc/cni/net.d/calico-kubeconfig'},
		},
		{type: 'portmap', snat: true, capabilities: {portMappings: true}},
	],
};

/** Charts and configs as the API tells them. */
export const helmOf = (manifest: string) => {
	const objects = helmObjectsIn(manifest);
	return {
		charts: objects.filter(object => object.kind === 'HelmChart'),
		configs: objects.filter(object => object.kind === 'HelmChartConfig'),
	};
};

/** The chart rke2-calico, and the user's values for it where some are given. */
export const calicoHelm = (values = '') =>
	helmOf(`apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: rke2-calico, namespace: kube-system}
spec:
  set: {global.clusterCIDR: 10.42.0.0/16, global.serviceCIDR: 10.43.0.0/16}
${
	values === ''
		? ''
		: `---
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: {name: rke2-calico, namespace: kube-system}
spec:
  valuesContent: |-
${values.replaceAll(/^/gm, '    ')}
`
}`);

/** A node with Calico in VXLAN, as RKE2 ships it. */
export const calicoNode: Partial<Environment> = {
	cni: told('calico'),
	backend: told('vxlan'),
	overlayDevice: told('vxlan.calico'),
	bgp: told(false),
	dataplane: told('iptables'),
};

/** The kube-flannel-ds pod as it runs for a day, with other containers where they are given. */
export const flannelPod = (changes: Partial<PodRun> = {}): PodRun =>
	canalPod({name: 'kube-flannel-ds-4c9rt', containers: [containerRun('kube-flannel')], ...changes});
