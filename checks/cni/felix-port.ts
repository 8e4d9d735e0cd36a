import {defineCheck, type IpFamily} from 'rke2-netdoctor';

/** calico-node is one program with many names of its parts. */
const isOfCalico = (name: string): boolean => name.startsWith('calico');

/** What keeps Felix from listening on localhost; beside an address of the machine it has its place. */
const takesLocalhost = (address: string, families: readonly IpFamily[] = []): boolean => {
	const taken = ['127.0.0.1', '0.0.0.0', '*', '[::]', ...(families.includes('ipv4') ? [] : ['[::1]'])];
	return taken.includes(address);
};

const felix = [
	{kind: 'Pod', namespace: 'kube-system', name: 'rke2-canal/calico-node'},
	{kind: 'Pod', namespace: 'calico-system', name: 'calico-node'},
] as const;

export default defineCheck({
	id: 'cni/felix-port',
	title: 'Nobody but Felix listens on its health port',
	rationale:
		'The kubelet asks Felix for its health on port 9099 of the node, or the one that healthPort names. Felix shares the network of the node with every other program. Where one of them was there first, Felix goes on without its endpoint, the kubelet asks the wrong one, and ends calico-node again and again.',
	when: {cni: ['canal', 'calico']},
	needs: {sockets: 'felix.port-owner'},
	messages: {
		taken: {
			severity: 'critical',
			text: '{program} (process {pid}) listens on port {port}, where the kubelet asks for the health of Felix: calico-node is taken for dead',
			guide: {
				steps: [
					{text: 'ps -o pid,user,lstart,cmd -p {pid}; systemctl status {pid}'},
					{
						text: 'Give {program} another port in its own configuration, or in the port of its container',
						changes: 'node',
					},
					{
						text: 'With Calico, or instead: another port for Felix, on all nodes: felixConfiguration.healthPort in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/felix-resource', 'rke2/requirements-ports', 'calico/node-readiness'],
			},
			explains: [
				'calico/felix-health#foreign',
				'calico/felix-health#refused',
				'calico/log#healthPort',
				'calico/container#crashing',
				'canal/felix-health#foreign',
				'canal/felix-health#refused',
				'canal/log#healthPort',
				'canal/container#crashing',
			],
		},
	},
	*run({sockets}, {finding, environment}) {
		for (const {address, port, processes} of sockets) {
			const [owner] = processes;
			const isInTheWay = takesLocalhost(address, environment.families.value);
			if (owner === undefined || !isInTheWay || processes.some(({name}) => isOfCalico(name))) {
				continue;
			}
			const {name: program, pid} = owner;
			yield finding(
				'taken',
				{program, pid, port},
				{kind: 'Endpoint', name: `${address}:${port}`},
				{
					evidence: [
						{from: 'sockets', excerpt: `LISTEN ${address}:${port} users:(("${program}",pid=${pid}))`},
					],
					affects: felix,
				},
			);
			return;
		}
	},
});
