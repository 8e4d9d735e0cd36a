import {defineCheck, groupBy, listNames, primaryPluginsOf, workloadName} from 'rke2-netdoctor';

interface OfPod {
	readonly namespace: string;
	readonly pod: string;
}

const workloadOf = ({namespace, pod}: OfPod) => ({kind: 'Pod', namespace, name: workloadName(pod)}) as const;

/** Ports of one workload together: its pods have the same trouble. */
const byWorkload = <Port extends OfPod>(ports: readonly Port[]) =>
	groupBy(ports, ({namespace, pod}) => `${namespace}/${workloadName(pod)}`).values();

const numbersOf = (ports: readonly {readonly hostPort: number; readonly protocol: string}[]): string =>
	listNames(ports.map(({hostPort, protocol}) => `${hostPort}/${protocol}`));

const podsOf = (ports: readonly OfPod[]): readonly string[] => [...new Set(ports.map(({pod}) => pod))];

export default defineCheck({
	id: 'service/host-port',
	title: 'Rules of the plugin portmap lead from every host port to its pod',
	rationale:
		'The plugin portmap writes the rules of a host port once, when the pod is created, and nobody writes them again. Whatever flushes the table nat, such as a reload of firewalld with FlushAllOnReload or a restart of iptables.service, leaves the ports of the ingress controller dead until its pod is created anew, while services recover within a minute.',
	when: {cni: ['canal', 'flannel', 'calico']},
	needs: {ports: 'service.host-ports', configurations: 'cni.configuration'},
	wants: {units: 'systemd.units'},
	messages: {
		lost: {
			severity: 'critical',
			text: 'Host ports {list} of {pods} lead nowhere on this node: the rules that the plugin portmap wrote for them are gone{suspect}',
			guide: {
				steps: [
					{text: 'iptables-save -t nat | grep CNI-DN'},
					{
						text: 'Create the pods anew, whose network plugin then writes the rules again: kubectl -n {namespace} delete pod {pods}',
						changes: 'cluster',
					},
					{
						text: 'Find what flushed them, or they are lost again: systemctl disable --now firewalld (FlushAllOnReload=yes in /etc/firewalld/firewalld.conf), iptables.service, a script with iptables -F',
						changes: 'node',
					},
				],
				links: ['rke2/known-issues-firewalld', 'multus/portmap', 'rke2/ingress'],
			},
		},
		shadowed: {
			severity: 'critical',
			text: 'Host ports {list} of {pods} lead to {target} instead, which is no pod of this port any more: the plugin portmap left a rule of a former pod behind, which comes first',
			guide: {
				steps: [
					{
						text: '{program}-save -t nat | grep {target}; kubectl get pods -A -o wide --field-selector spec.nodeName={node}: no pod may have that address',
					},
					{
						text: 'Delete the jump to it ({program} -t nat -S CNI-HOSTPORT-DNAT | grep {chain}, the same with -D), then the chain: {program} -t nat -F {chain}; {program} -t nat -X {chain}',
						changes: 'node',
					},
					{
						text: 'Or drain and reboot the node: portmap then writes the rules of the pods that there are',
						changes: 'node',
					},
					{
						text: 'conntrack -D -p {protocol} --dport {port}: flows that were translated once stay so while they last',
						changes: 'node',
					},
				],
				links: ['multus/portmap', 'rke2/ingress', 'kubernetes/debug-service'],
			},
		},
	},
	*run({ports: {lost, shadowed}, configurations, units}, {finding, environment}) {
		const active = primaryPluginsOf(configurations);
		if (!active?.plugins.some(({type, raw}) => type === 'portmap' && raw.backend !== 'nftables')) {
			return;
		}
		const isFirewalld = units?.get('firewalld.service')?.activeState === 'active';
		for (const own of byWorkload(lost)) {
			const [first] = own;
			yield finding(
				'lost',
				{
					list: numbersOf(own),
					pods: podsOf(own).join(' '),
					namespace: first.namespace,
					suspect: isFirewalld ? '; firewalld runs, which removes them at a reload' : '',
				},
				workloadOf(first),
				{
					evidence: [
						{
							from: 'ports',
							of: '/api/v1/pods',
							excerpt: `${first.pod} ${first.address}: hostPort ${first.hostPort}, no DNAT to ${first.address}:${first.containerPort}`,
						},
					],
				},
			);
		}
		for (const own of byWorkload(shadowed)) {
			const [first] = own;
			const {pod, address, protocol, hostPort, target, program} = first;
			yield finding(
				'shadowed',
				{
					...{target, protocol, port: hostPort, program, node: environment.nodeName.value ?? '$(hostname)'},
					list: numbersOf(own),
					pods: listNames(podsOf(own)),
					chain: /^-A (\S+)/.exec(first.rule)?.[1] ?? '',
				},
				workloadOf(first),
				{
					evidence: [
						{from: 'ports', of: 'CNI-HOSTPORT-DNAT', excerpt: first.rule},
						{from: 'ports', of: '/api/v1/pods', excerpt: `${pod} ${address}: hostPort ${hostPort}`},
					],
				},
			);
		}
	},
});
