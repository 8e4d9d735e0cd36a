import {defineCheck, isSameAddress, thisNode} from 'rke2-netdoctor';

/** A service that ends or fails has a cause of its own: one that waits for etcd is only starting. */
const explains = [
	'rke2/service-stopped#starting',
	'rke2/service-stopped#stuck',
	'rke2/api-unreachable',
	'rke2/datastore#etcdDown',
] as const;
const links = ['rke2/requirements-ports', 'rke2/server-config', 'rke2/logging'] as const;

export default defineCheck({
	id: 'rke2/etcd-member',
	title: 'etcd on this server reaches the other members',
	rationale:
		'Members of etcd talk to each other at TCP 2380. A firewall that lets a server join at 9345 and leaves 2380 closed, on either machine or between them, shows only as an API that never comes up: etcd starts, finds no other member, and rke2-server waits for it. The log of etcd names the member and what came back.',
	when: {role: ['server']},
	needs: {
		members: 'etcd.silent-members',
		reached: 'peer.underlay-reached',
		servers: 'rke2.servers-reached',
		settled: 'rke2.settled',
	},
	messages: {
		closed: {
			severity: 'critical',
			text: 'etcd on this server does not reach TCP {port} of the server {address} ({error}, {count} times in the last minutes), although that machine answers this one otherwise: a firewall there or in between has the port closed',
			guide: {
				steps: [
					{text: 'nc -vz -w 3 {address} {port}; nc -vz -w 3 {address} 2379; nc -vz -w 3 {address} 9345'},
					{
						text: 'On {address} and on every other server: systemctl is-active firewalld ufw nftables; nft list ruleset | grep -e 2380 -e reject',
					},
					{
						text: 'Open TCP 2379, 2380 and 2381 between all servers, in firewalls of the hosts and in security groups; or disable the firewall of the hosts, as RKE2 asks for: systemctl disable --now firewalld',
						changes: 'node',
					},
					{text: 'rke2-server tries again by itself: journalctl -fu rke2-server'},
				],
				links: ['rke2/requirements-ports', 'rke2/known-issues-firewalld', 'rke2/server-config'],
			},
			explains,
		},
		absent: {
			severity: 'critical',
			text: 'Nothing listens at TCP {port} of the server {address} ({error}, {count} times in the last minutes), where etcd on this server looks for another member: etcd does not run on that machine',
			guide: {
				steps: [
					{
						text: 'On {address}: systemctl status rke2-server; crictl ps -a --name etcd; journalctl -u rke2-server -n 30',
					},
					{text: 'Start rke2-server there: etcd needs more than half of its members', changes: 'node'},
					{
						text: 'Only if that machine is no server any more, and the API answers on another server, there: kubectl delete node of it',
						changes: 'cluster',
					},
					{
						text: 'Last of all, and only if more than half of the members are lost for good, on one that is left: stop rke2-server on every server, keep a copy of /var/lib/rancher/rke2/server/db, then rke2 server --cluster-reset, as the guide tells; every other server joins anew',
						changes: 'cluster',
					},
				],
				links: ['rke2/backup-restore', ...links],
			},
			explains,
		},
	},
	*run({members, reached, servers}, {finding, environment}) {
		for (const {address, port, error, count, line, path} of members) {
			// A machine that is away or cut off altogether is another finding.
			if (![...reached, ...servers].some(one => isSameAddress(one, address))) {
				continue;
			}
			const message = /refused/.test(error) ? 'absent' : 'closed';
			yield finding(
				message,
				{address, port, error, count},
				{kind: 'Endpoint', name: `${address}:${port}`},
				{
					evidence: [{from: 'members', of: path, excerpt: line.slice(0, 400)}],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
