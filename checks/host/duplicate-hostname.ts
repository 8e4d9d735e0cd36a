import {defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/duplicate-hostname',
	title: 'The servers know this node by its password',
	rationale:
		'Each node has a password that the servers keep with its name. A second machine of the same name, or a machine that was installed anew without its Node being deleted, comes with another password and is refused: RKE2 starts over and over, and no CNI comes up.',
	needs: {journal: 'rke2.journal'},
	messages: {
		rejected: {
			severity: 'critical',
			text: 'The servers refuse this node: another machine is or was registered with the name {name}',
			guide: {
				steps: [
					{
						text: 'If this machine was installed anew and no other has that name: kubectl delete node {node}; kubectl -n kube-system delete secret {node}.node-password.rke2',
						changes: 'cluster',
					},
					{
						text: 'If another machine has that name: set node-name, or with-node-id: true, in /etc/rancher/rke2/config.yaml',
						changes: 'node',
					},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
				],
				links: ['rke2/requirements-hostname', 'rke2/nodes-without-hostname'],
			},
			explains: ['rke2/service-stopped'],
		},
	},
	*run({journal}, {finding, environment}) {
		// Only what it said last: trouble of an earlier start may be settled.
		const line = journal.slice(-50).findLast(text => /Node password rejected|duplicate hostname/i.test(text));
		if (line === undefined || environment.service.value === 'running') {
			return;
		}
		yield finding(
			'rejected',
			{
				name: environment.nodeName.value ?? 'of this machine',
				node: environment.nodeName.value ?? 'NAME',
				role: environment.role.value ?? 'agent',
			},
			thisNode(environment),
			{evidence: [{from: 'journal', excerpt: line}], affects: [thisNode(environment)]},
		);
	},
});
