const flannel = ['-m', 'comment', '--comment', 'flanneld forward', '-j', 'FLANNEL-FWD'];
const docker = `*filter
:FORWARD DROP [0:0]
:DOCKER-USER - [0:0]
:DOCKER-FORWARD - [0:0]
-I FORWARD 1 -j DOCKER-FORWARD
-I FORWARD 1 -j DOCKER-USER
-A DOCKER-USER -j RETURN
-A DOCKER-FORWARD -o docker0 -j ACCEPT
COMMIT
`;

export default {
	id: 'forward-closed-by-docker',
	about: "Docker set the policy of FORWARD to DROP and flannel's accept rules are gone",
	cni: ['flannel'],
	node: 'agent',
	records: ['flannel-agent-sick'],
	expect: {cause: 'netfilter/pod-forwarding#byDocker'},
	breaks: ['pods', 'pods-full-size', 'dns-external'],
	inject: async ({target}) => {
		await target.run(['iptables-nft', '-D', 'FORWARD', ...flannel]);
		await target.run(['iptables-nft-restore', '--noflush'], {input: docker});
	},
	heal: async ({target}) => {
		await target.run(['iptables-nft', '-P', 'FORWARD', 'ACCEPT']);
		for (const chain of ['DOCKER-USER', 'DOCKER-FORWARD']) {
			await target.run(['iptables-nft', '-D', 'FORWARD', '-j', chain]);
			await target.run(['iptables-nft', '-F', chain]);
			await target.run(['iptables-nft', '-X', chain]);
		}
		await target.run(['iptables-nft', '-A', 'FORWARD', ...flannel]);
	},
};
