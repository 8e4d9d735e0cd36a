import type {Backend, Environment, Fact, KubeProxyMode} from '../core/environment.ts';
import type {Report} from '../core/report.ts';
import type {Reason} from '../core/request.ts';

const cniNames = {
	canal: 'Canal',
	flannel: 'Flannel',
	calico: 'Calico',
	cilium: 'Cilium',
	other: "a CNI of the user's own",
	none: 'no CNI',
} as const;

/** What this node is, in one line: name, role, version, CNI with its data path, kube-proxy. */
export const describeNode = ({node, environment}: Pick<Report, 'node' | 'environment'>): string =>
	[
		node.name,
		roleOf(environment),
		node.rke2Version === undefined ? undefined : `RKE2 ${node.rke2Version}`,
		describeCni(environment),
		describeKubeProxy(environment.kubeProxy.value),
		(environment.families.value?.length ?? 0) > 1 ? 'dual-stack' : undefined,
	]
		.filter(part => part !== undefined)
		.join(' · ');

/** That the CNI does its work is told with the CNI. */
const describeKubeProxy = (mode: KubeProxyMode | undefined): string | undefined => {
	switch (mode) {
		case 'replaced':
		case undefined:
			return undefined;
		case 'absent':
			return 'no kube-proxy';
		case 'iptables':
		case 'ipvs':
		case 'nftables':
			return `kube-proxy ${mode}`;
	}
};

const roleOf = ({role, serverKind}: Environment): string | undefined =>
	serverKind.value === undefined || serverKind.value === 'full'
		? role.value
		: `${role.value} (${serverKind.value})`;

const backendNames: Readonly<Record<Backend, string>> = {
	vxlan: 'vxlan',
	geneve: 'geneve',
	wireguard: 'wireguard',
	ipip: 'ipip',
	udp: 'udp',
	'host-gw': 'host-gw',
	bgp: 'unencapsulated by BGP',
	native: 'native routing',
};

/** How the CNI carries packets: `vxlan (vxlan.calico)`. */
const describePath = ({cni, backend, overlayDevice}: Environment): string | undefined => {
	const device = overlayDevice.value === undefined ? '' : ` (${overlayDevice.value})`;
	if (backend.value === undefined) {
		return undefined;
	}
	return `${cni.value === 'canal' ? 'flannel ' : ''}${backendNames[backend.value]}${device}`;
};

/** Cilium knows one data plane, Canal and Flannel no BGP: only what may differ is told. */
const describeCni = (environment: Environment): string => {
	const {cni, multus, chaining, dataplane, bgp, kubeProxy, backend} = environment;
	if (cni.value === undefined) {
		return 'CNI unknown';
	}
	const isCalico = cni.value === 'calico';
	// Reports that were stored by earlier versions know nothing of it.
	const behind = chaining?.value ?? 'none';
	const details = [
		behind === 'none' ? undefined : `chained behind ${behind}`,
		describePath(environment),
		dataplane.value === 'ebpf' && isCalico ? 'eBPF' : undefined,
		dataplane.value === 'nftables' ? 'nftables' : undefined,
		isCalico && backend.value !== 'bgp' && bgp.value !== undefined
			? `BGP ${bgp.value ? 'on' : 'off'}`
			: undefined,
		cni.value === 'cilium' && bgp.value === true ? 'BGP on' : undefined,
		kubeProxy.value === 'replaced' ? 'replaces kube-proxy' : undefined,
	].filter(detail => detail !== undefined);
	const name = `${multus.value === true ? 'Multus + ' : ''}${cniNames[cni.value]}`;
	return details.length === 0 ? name : `${name}: ${details.join(', ')}`;
};

/** How much of what applies could be looked at: `66 of 67 looked`. */
export const describeLooked = ({outcomes, summary}: Report): string =>
	`${summary.outcomes.passed + summary.outcomes.failed} of ${outcomes.length - summary.outcomes['not-applicable']} looked`;

/** Why something could not be read, for a person. */
export const reasonTexts: Readonly<Record<Reason | 'undecided', string>> = {
	'not-found': 'not there',
	denied: 'permission denied; run as root',
	'timed-out': 'no answer in time',
	'too-large': 'too much to read',
	'exit-code': 'the command failed',
	unparseable: 'not understood',
	refused: 'refused',
	'would-change-node': 'the read would change this node',
	passive: 'not asked with --passive',
	'not-recorded': 'never recorded in this bundle',
	dependency: 'out of reach from here',
	'too-early': 'too early to tell',
	undecided: 'it cannot be decided whether they apply',
};

/** RKE2 keeps kubectl and crictl outside PATH (https://docs.rke2.io/reference/cli_tools): what a shell needs for the steps shown. */
export const shellPreparation = ({causes, environment}: Report): string | undefined => {
	const steps = causes.flatMap(({finding}) => finding.guide.steps);
	const directory = environment.dataDirectory.value;
	if (directory === undefined || !steps.some(({text}) => /\b(?:crictl|kubectl)\b/.test(text))) {
		return undefined;
	}
	const admin = environment.role.value === 'server' ? ' KUBECONFIG=/etc/rancher/rke2/rke2.yaml' : '';
	return `export PATH=$PATH:${directory}/bin CRI_CONFIG_FILE=${directory}/agent/etc/crictl.yaml${admin}`;
};

/** Where a fact was read from, the first few signals. */
export const toldBy = ({signals}: Fact<unknown>): string =>
	signals
		.slice(0, 4)
		.map(({says}) => says)
		.join(', ');
