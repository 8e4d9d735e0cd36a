import {defineCheck, thisNode} from 'rke2-netdoctor';

const isGenericName = (name: string): boolean => /^(?:|\(none\)|localhost(?:[.-].*)?)$/i.test(name);

/** https://docs.rke2.io/reference/linux_agent_config: what gives the node a name that is not that of its host. */
const naming = ['node-name', 'with-node-id', 'node-name-from-cloud-provider-metadata'] as const;
const variables = ['RKE2_NODE_NAME', 'RKE2_NODE_NAME_FROM_CLOUD_PROVIDER_METADATA'] as const;
const steps = [
	{text: 'hostnamectl set-hostname NAME, with a name of its own for each machine', changes: 'node'},
	{text: 'Or set node-name in /etc/rancher/rke2/config.yaml', changes: 'node'},
	{text: 'systemctl restart rke2-{role}', changes: 'node'},
	{
		text: 'On an agent, delete the Node of the old name then; on a server do not: RKE2 takes it out of etcd for good',
		changes: 'cluster',
	},
] as const;

export default defineCheck({
	id: 'host/hostname',
	title: 'This machine has a name of its own, and RKE2 still uses it',
	rationale:
		'RKE2 calls the node after the host name unless node-name is set. Machines that are all called localhost take the same Node, its address and its pod CIDR from each other; a host name that changed later makes a new Node at the next start, and the old one stays behind with its pod CIDR.',
	needs: {
		hostname: 'system.hostname',
		node: 'rke2.node-name',
		configuration: 'rke2.configuration',
		unit: 'rke2.unit-environment',
		options: 'rke2.node-options',
	},
	messages: {
		noName: {
			severity: 'warning',
			text: 'This machine is called "{hostname}" and RKE2 takes that as the name of the node: every further machine with that name becomes the same Node',
			guide: {steps, links: ['rke2/nodes-without-hostname', 'rke2/requirements-hostname']},
		},
		changed: {
			severity: 'warning',
			text: 'The host name is {hostname}, but this node joined as {name}: at its next start RKE2 makes a new Node',
			guide: {
				steps: [
					{text: 'hostnamectl set-hostname {name}', changes: 'node'},
					{
						text: 'Or keep the new host name and set node-name: {name} in /etc/rancher/rke2/config.yaml',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-hostname', 'rke2/nodes-without-hostname'],
			},
		},
	},
	*run({hostname, node, configuration, unit, options}, {finding, environment}) {
		const {settings} = configuration;
		const isConfigured =
			naming.some(option => settings.has(option) || options.has(option)) ||
			settings.get('kubelet-arg')?.values.some(value => value.startsWith('hostname-override')) === true ||
			variables.some(name => Object.hasOwn(unit.variables, name));
		const name = hostname.toLowerCase();
		const excerpt = hostname === '' ? '(empty)' : hostname;
		const details = {
			evidence: [
				{from: 'hostname', excerpt},
				{from: 'node', excerpt: `${node.name} (${node.toldBy})`},
			],
			affects: [thisNode(environment)],
		} as const;
		const subject = thisNode(environment);
		if (isConfigured) {
			return;
		}
		if (isGenericName(name) && (node.name === name || isGenericName(node.name))) {
			yield finding('noName', {hostname: excerpt, role: environment.role.value ?? 'agent'}, subject, details);
		} else if (node.toldBy === 'certificate of kubelet' && node.name !== name) {
			yield finding('changed', {hostname: excerpt, name: node.name}, subject, details);
		}
	},
});
