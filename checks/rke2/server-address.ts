import {addressLine, defineCheck, isSameAddress, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/server-address',
	title: 'The servers that this agent was given are other machines',
	rationale:
		'An agent reaches the API through a load balancer of its own, whose list of servers the cluster hands out. A server that registered with the address of a NAT interface, which is the same on every virtual machine, sends its agents to themselves.',
	when: {role: ['agent']},
	needs: {servers: 'rke2.load-balancer', addresses: 'ip.address'},
	messages: {
		ownAddress: {
			severity: 'critical',
			text: "This agent was told that a server is at {server}, which is this agent's own address on {device}: a server announces the wrong address",
			guide: {
				steps: [
					{
						text: 'On each server: ip -br address; kubectl get nodes -o wide; kubectl get endpoints kubernetes',
					},
					{
						text: 'On the server that announces it: set node-ip, and advertise-address where they differ, to its address in the network of the cluster, in /etc/rancher/rke2/config.yaml',
						changes: 'node',
					},
					{
						text: 'There: systemctl restart rke2-server; then here: systemctl restart rke2-agent',
						changes: 'node',
					},
				],
				links: ['rke2/config-files', 'flannel/vagrant', 'rke2/requirements-networking'],
			},
			explains: ['rke2/api-unreachable'],
		},
	},
	*run({servers, addresses}, {finding, environment}) {
		for (const server of servers) {
			const host = /^\[?([^\]]+?)\]?:\d+$/.exec(server)?.[1] ?? server;
			const own = addresses.find(({address}) => isSameAddress(address, host));
			if (own !== undefined) {
				yield finding(
					'ownAddress',
					{server, device: own.link},
					{kind: 'Endpoint', name: server},
					{
						evidence: [
							{from: 'servers', excerpt: servers.join(', ')},
							{from: 'addresses', excerpt: addressLine(own)},
						],
						affects: [thisNode(environment)],
					},
				);
			}
		}
	},
});
