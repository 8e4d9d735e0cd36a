import {ciliumAgentSubject, defineCheck} from 'rke2-netdoctor';

/** An agent this young has read the options as they are, or nearly so: a CiliumNodeConfig tells it otherwise. */
const readLately = 10;

export default defineCheck({
	id: 'cilium/encryption-off',
	title: 'The agent of Cilium encrypts where it is told to',
	rationale:
		'Agents read their options when they start. Where encryption is switched on later and the agents are not restarted, or those of some nodes only, all nodes look well and packets between nodes stay as they are; one that has been restarted sends to the others unencrypted, too, as they have no key. During a roll-out that is so on every node which it has not come to yet.',
	when: {cni: ['cilium']},
	needs: {
		configuration: 'cilium.configuration',
		status: 'cilium.status',
		cilium: 'cilium.containers',
		now: 'system.clock',
	},
	messages: {
		off: {
			severity: 'info',
			text: 'Cilium is told to encrypt what nodes send each other ({option}: true), but the agent of this node, which started {minutes} minutes ago, does not yet: packets of pods leave readable',
			guide: {
				steps: [
					{
						text: 'kubectl -n kube-system rollout status daemonset cilium: during a roll-out this agent is still to be restarted, wait for it',
					},
					{
						text: 'kubectl -n kube-system get ciliumnodeconfigs -o yaml: whether one of them tells this node otherwise, on purpose',
					},
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg encrypt status'},
					{
						text: 'crictl logs $(crictl ps -q --name cilium-agent) 2>&1 | grep -iE "wireguard|ipsec|encrypt": why not, where the option is older than the agent',
					},
					{
						text: 'Where none of that is so, restart the agents, which read it then: kubectl -n kube-system rollout restart daemonset cilium',
						changes: 'cluster',
					},
				],
				links: ['cilium/wireguard', 'cilium/ipsec', 'rke2/cilium'],
			},
		},
	},
	*run({configuration, status, cilium: {pod}, now}, {finding}) {
		const option = ['enable-wireguard', 'enable-ipsec'].find(name => configuration[name] === 'true');
		const agent = pod?.containers.find(({name}) => name === 'cilium-agent');
		if (option === undefined || status.encryption?.mode !== 'Disabled' || agent?.state !== 'running') {
			return;
		}
		const minutes = Math.floor((now - agent.createdAt) / 60_000);
		if (minutes >= readLately) {
			yield finding('off', {option, minutes}, ciliumAgentSubject, {
				evidence: [
					{from: 'status', excerpt: '"encryption": {"mode": "Disabled"}'},
					{from: 'configuration', of: 'cilium-config', excerpt: `${option}: true`},
				],
			});
		}
	},
});
