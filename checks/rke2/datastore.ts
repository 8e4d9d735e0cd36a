import {defineCheck, rke2EndReportOf, thisNode} from 'rke2-netdoctor';

const explains = ['rke2/service-stopped', 'rke2/api-unreachable'] as const;
const configuration = '/etc/rancher/rke2/config.yaml';
const restart = {text: 'systemctl restart rke2-{role}', changes: 'node'} as const;
const links = ['rke2/backup-restore', 'rke2/config-files', 'rke2/logging'] as const;

/** Seconds in which a server finds etcd and the other members, or somebody may still be starting them. */
const startsWithin = 15 * 60;
const faults = [
	'notMember',
	'otherToken',
	'newerFiles',
	'resetDone',
	'learner',
	'noQuorum',
	'etcdDown',
] as const;

export default defineCheck({
	id: 'rke2/datastore',
	title: 'The datastore takes this server',
	rationale:
		'A server starts with etcd: it must be a member under the address that it has, with the token with which the datastore was made, and most members must be there. Otherwise rke2-server ends or waits again and again, and systemd shows only that it is starting; why stands in its journal.',
	when: {role: ['server']},
	needs: {journal: 'rke2.journal', services: 'rke2.service'},
	messages: {
		notMember: {
			severity: 'critical',
			text: 'etcd knows this server under another address than it has now, so that rke2-server does not start: {detail}',
			guide: {
				steps: [
					{
						text: 'ip -br addr; grep -rn node-ip /etc/rancher/rke2/: the address after "expect" is that of today',
					},
					{
						text: `Give the interface its former address back, or set node-ip to it in ${configuration}`,
						changes: 'node',
					},
					{
						text: 'Of several servers: kubectl delete node of this one from another server, move /var/lib/rancher/rke2/server/db away, and start RKE2: it joins anew. Of one server: rke2 server --cluster-reset, then start it',
						changes: 'cluster',
					},
				],
				links,
			},
			explains,
		},
		otherToken: {
			severity: 'critical',
			text: 'rke2-server does not start: the datastore was made with another token than the one that is configured',
			guide: {
				steps: [
					{
						text: `grep -rn token /etc/rancher/rke2/; on another server: cat /var/lib/rancher/rke2/server/token`,
					},
					{
						text: `Put the token with which the first server was started into ${configuration}; a restore of a snapshot needs it, too`,
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/token', ...links],
			},
			explains,
		},
		newerFiles: {
			severity: 'critical',
			text: 'rke2-server does not start: files on disk are newer than the datastore: {detail}',
			guide: {
				steps: [
					{
						text: 'timedatectl; ls -l --time-style=full-iso /var/lib/rancher/rke2/server/tls /var/lib/rancher/rke2/server/cred: a clock that was ahead, a former installation or files copied by hand',
					},
					{
						text: 'Move these files away, not just delete them, and start RKE2, which takes them from the datastore',
						changes: 'node',
					},
					restart,
				],
				links: ['rke2/backup-restore', 'rke2/certificates', ...links],
			},
			explains,
		},
		resetDone: {
			severity: 'critical',
			text: 'The reset of the cluster is done, but rke2-server is still told to do it, and ends',
			guide: {
				steps: [
					{
						text: 'Take cluster-reset and cluster-reset-restore-path out of /etc/rancher/rke2/ and of the unit, then systemctl start rke2-server',
						changes: 'node',
					},
					{
						text: 'On the other servers: move /var/lib/rancher/rke2/server/db away, then start them, one by one',
						changes: 'node',
					},
				],
				links,
			},
			explains,
		},
		learner: {
			severity: 'warning',
			text: 'etcd takes this server only when the one that joins before it is a full member, so that rke2-server does not come up: {message}',
			guide: {
				steps: [
					{
						text: 'On the server that runs: kubectl get nodes -l node-role.kubernetes.io/etcd; on each that joins: journalctl -u rke2-server -n 20',
					},
					{text: 'Let servers join one after the other; rke2-server tries again by itself'},
					{
						text: 'If none gets on: ports 2379 and 2380 must be open between servers (nc -vz SERVER 2380), and disks fast enough for etcd',
					},
				],
				links: ['rke2/requirements-ports', ...links],
			},
			explains,
		},
		noQuorum: {
			severity: 'critical',
			text: 'etcd has no quorum, so that rke2-server does not come up: {message}',
			guide: {
				steps: [
					{
						text: 'On each server: systemctl is-active rke2-server; ports 2379 and 2380 must be open between servers: nc -vz SERVER 2380',
					},
					{
						text: 'crictl exec $(crictl ps -q --name etcd) etcdctl --cert /var/lib/rancher/rke2/server/tls/etcd/server-client.crt --key /var/lib/rancher/rke2/server/tls/etcd/server-client.key --cacert /var/lib/rancher/rke2/server/tls/etcd/server-ca.crt member list',
					},
					{
						text: 'Bring the other servers back, or delete the Node of one that will not return; if most are lost: rke2 server --cluster-reset on the one that is left',
						changes: 'cluster',
					},
				],
				links: ['rke2/requirements-ports', ...links],
			},
			explains,
		},
		etcdDown: {
			severity: 'critical',
			text: 'etcd does not run on this server, so that rke2-server waits for it in vain: {message}',
			guide: {
				steps: [
					{text: 'crictl ps -a --name etcd; crictl logs --tail 30 $(crictl ps -aq --name etcd | head -1)'},
					{
						text: 'ls -l /var/lib/rancher/rke2/agent/pod-manifests; tail -n 30 /var/lib/rancher/rke2/agent/logs/kubelet.log: why the kubelet does not start it',
					},
					{text: 'df -h /var/lib/rancher; iostat -x 1 3: a full or slow disk'},
				],
				links,
			},
			explains,
		},
	},
	*run({journal, services}, {finding, environment}) {
		const report = rke2EndReportOf(journal, environment, faults);
		const own = services.find(({id}) => id === report?.unit.name);
		const isYoung = own?.activeState === 'activating' && (own.startedAgo ?? 0) <= startsWithin;
		if (report !== undefined && (report.isFinal || !isYoung)) {
			const {fault, data, unit} = report;
			yield finding(fault, data, unit, {
				evidence: [{from: 'journal', excerpt: data.message}],
				affects: [thisNode(environment)],
			});
		}
	},
});
