import type {Severity, Subject} from '../../core/check.ts';
import type {Environment} from '../../core/environment.ts';
import {compareSeverity} from '../../core/evaluate.ts';
import type {Finding, Outcome, Report} from '../../core/report.ts';

/** What a packet of this node passes, and what sets that up. */
export const elementIds = [
	...(['pods', 'podLinks', 'kernel', 'tunnel', 'uplink', 'peers'] as const),
	...(['dns', 'cni', 'services', 'rke2', 'api'] as const),
] as const;
export type ElementId = (typeof elementIds)[number];

/** `unjudged`: no check of this run was about it. */
export type ElementState = Severity | 'ok' | 'unknown' | 'unjudged';

export interface PathElement {
	readonly title: string;
	/** Names and kind as far as the report tells; none where it does not. */
	readonly detail?: string;
	readonly state: ElementState;
	readonly passed: number;
	readonly unknown: number;
	/** The most severe first. */
	readonly findings: readonly Finding[];
}

export type DataPath = Readonly<Record<ElementId, PathElement>>;

/** The data path of this node as the report tells it: what is broken, what is well, and what nothing is known of. */
export const dataPathOf = (report: Report): DataPath => {
	const {environment, node, outcomes} = report;
	const findings = new Map<ElementId, Finding[]>();
	for (const finding of outcomes.flatMap(outcome => ('findings' in outcome ? outcome.findings : []))) {
		const id = elementOfFinding(finding, environment, node.name);
		if (id !== undefined) {
			findings.set(id, [...(findings.get(id) ?? []), finding]);
		}
	}
	const element = (id: ElementId): PathElement => {
		const about = outcomes.filter(({check}) => elementOfCheck(check) === id);
		const here = findings.get(id) ?? [];
		const names = here.map(({subject}) => subject.name).filter(name => name !== node.name);
		return judged(about, here, descriptionOf(id, environment, names));
	};
	return Object.fromEntries(elementIds.map(id => [id, element(id)])) as unknown as DataPath;
};

type Description = Pick<PathElement, 'title' | 'detail'>;

const judged = (
	about: readonly Outcome[],
	findings: readonly Finding[],
	description: Description,
): PathElement => {
	const count = (status: Outcome['status']): number =>
		about.filter(outcome => outcome.status === status).length;
	const [passed, unknown] = [count('passed'), count('unknown') + count('error')];
	const sorted = findings.toSorted((one, other) => compareSeverity(other.severity, one.severity));
	const well = passed > 0 ? 'ok' : unknown > 0 ? 'unknown' : 'unjudged';
	return {...description, state: sorted[0]?.severity ?? well, passed, unknown, findings: sorted};
};

const ofGroup: Readonly<Record<string, ElementId>> = {
	rke2: 'rke2',
	host: 'kernel',
	interface: 'uplink',
	underlay: 'uplink',
	overlay: 'tunnel',
	route: 'kernel',
	netfilter: 'kernel',
	cni: 'cni',
	canal: 'cni',
	flannel: 'cni',
	calico: 'cni',
	cilium: 'cni',
	multus: 'cni',
	service: 'services',
	dns: 'dns',
};

/** Checks that are about another element than the rest of their group. */
const ofCheck: readonly (readonly [check: RegExp, id: ElementId])[] = [
	[/^rke2\/api\b/, 'api'],
	[/^(?:overlay|underlay|calico|cilium)\/(?:bgp-)?peer\b/, 'peers'],
	[/\/(?:workload|lxc|veth)\b|^(?:calico|cilium)\/endpoint\b/, 'podLinks'],
	[/\/pod-(?:address|addresses|failures)\b|^(?:canal|cilium)\/addresses$/, 'pods'],
];

/** None for a check of a third party, unless its subject tells. */
const elementOfCheck = (check: string): ElementId | undefined =>
	ofCheck.find(([pattern]) => pattern.test(check))?.[1] ?? ofGroup[check.split('/')[0] ?? ''];

const podLink = /^(?:cali|lxc|veth|cni0|cbr0|azv|eni)/;

const elementOfFinding = (
	finding: Finding,
	environment: Environment,
	nodeName: string,
): ElementId | undefined => {
	const byCheck = elementOfCheck(finding.check);
	return elementOfSubject(finding.subject, byCheck, environment, nodeName) ?? byCheck;
};

/** Where the subject tells more than the check does. */
const elementOfSubject = (
	{kind, name}: Subject,
	byCheck: ElementId | undefined,
	{overlayDevice}: Environment,
	nodeName: string,
): ElementId | undefined => {
	switch (kind) {
		case 'Peer':
		case 'BGPPeer':
			return 'peers';
		case 'Node':
		case 'CiliumNode':
			return name === nodeName ? undefined : 'peers';
		case 'Interface':
			if (name === overlayDevice.value) {
				return 'tunnel';
			}
			return podLink.test(name)
				? 'podLinks'
				: byCheck === undefined || byCheck === 'kernel'
					? 'uplink'
					: undefined;
		case 'Route':
		case 'RoutingRule':
		case 'NetfilterRule':
		case 'Sysctl':
		case 'KernelModule':
			return 'kernel';
		case 'Service':
			return byCheck === 'dns' ? 'dns' : 'services';
		default:
			return undefined;
	}
};

const descriptionOf = (
	id: ElementId,
	environment: Environment,
	/** What its findings are about, but for this node. */
	names: readonly string[],
): Description => {
	const {cni, backend, overlayDevice, kubeProxy, role, uplinks} = environment;
	switch (id) {
		case 'pods':
			return {title: 'Pods', detail: 'of this node'};
		case 'podLinks':
			return {title: 'Links of pods', ...detailed(podLinkNames[cni.value ?? 'none'])};
		case 'kernel':
			return {title: 'Kernel', detail: 'routes, rules, netfilter'};
		case 'tunnel':
			return tunnelDescription(backend.value, overlayDevice.value);
		case 'uplink':
			return {title: 'Uplink', ...detailed(uplinks.value?.join(', '))};
		case 'peers':
			return {title: 'Other nodes', ...detailed(someOf(names))};
		case 'dns':
			return {title: 'DNS', detail: 'of the cluster'};
		case 'cni':
			return {title: 'CNI', ...detailed(cni.value)};
		case 'services':
			return {title: 'Services', ...detailed(kubeProxy.value && servedBy[kubeProxy.value])};
		case 'rke2':
			return {title: 'RKE2', ...detailed(role.value)};
		case 'api':
			return {title: 'API', detail: 'of Kubernetes'};
	}
};

const detailed = (detail: string | undefined): Pick<PathElement, 'detail'> =>
	detail === undefined || detail === '' ? {} : {detail};

const podLinkNames: Readonly<Record<NonNullable<Environment['cni']['value']>, string | undefined>> = {
	canal: 'cali…',
	calico: 'cali…',
	cilium: 'lxc…',
	flannel: 'veth… on cni0',
	other: undefined,
	none: undefined,
};

const servedBy: Readonly<Record<NonNullable<Environment['kubeProxy']['value']>, string>> = {
	iptables: 'by iptables',
	ipvs: 'by ipvs',
	nftables: 'by nftables',
	replaced: 'by the CNI itself',
	absent: 'no kube-proxy',
};

const withoutTunnel = ['host-gw', 'bgp', 'native'];

const tunnelDescription = (
	backend: Environment['backend']['value'],
	device: string | undefined,
): Description => {
	if (backend === undefined) {
		return {title: 'Between nodes', detail: device ?? 'not known how'};
	}
	return withoutTunnel.includes(backend)
		? {title: 'No tunnel', detail: `${backend}: pods are routed`}
		: {title: 'Tunnel', detail: [device, backend].filter(part => part !== undefined).join(' · ')};
};

const mostPeers = 3;

const someOf = (all: readonly string[]): string | undefined => {
	const names = [...new Set(all)];
	const shown = names.slice(0, mostPeers).join(', ');
	return names.length > mostPeers ? `${shown} and ${names.length - mostPeers} more` : shown;
};
