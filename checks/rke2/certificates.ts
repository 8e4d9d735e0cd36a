import {defineCheck, formatTimestamp, thisNode} from 'rke2-netdoctor';

const day = 86_400_000;
const symptoms = [
	'rke2/api-unreachable#certificate',
	'rke2/api-unreachable#unauthorized',
	'rke2/kubelet',
	'rke2/kubelet-stopped',
	'canal/felix-health#notReady',
	'kubernetes.*',
] as const;

export default defineCheck({
	id: 'rke2/certificates',
	title: 'The certificates with which this node talks to the cluster are valid',
	rationale:
		'Kubelet, kube-proxy and the CNI of a node need valid certificates to reach the API. RKE2 renews them when it starts while they expire within 120 days (before May 2025: 90), so that they run out on nodes that are never restarted.',
	needs: {certificates: 'rke2.certificates', now: 'system.clock'},
	messages: {
		expired: {
			severity: 'critical',
			text: 'Certificates of this node have expired, {file} {days} {days:day|days} ago ({count} in all)',
			guide: {
				steps: [
					{text: 'rke2 certificate check --output table'},
					{
						text: 'Restart RKE2, first on the servers, then on this node: it renews them when it starts',
						changes: 'node',
					},
				],
				links: ['rke2/certificates', 'rke2/logging'],
			},
			explains: symptoms,
		},
		authorityExpired: {
			severity: 'critical',
			text: 'The certificate authority of the cluster has expired: {file}, {days} {days:day|days} ago',
			guide: {
				steps: [
					{text: 'openssl x509 -noout -enddate -in {file}'},
					{text: 'Rotate the authorities on a server with rke2 certificate rotate-ca', changes: 'cluster'},
				],
				links: ['rke2/certificates'],
			},
			explains: symptoms,
		},
		notYetValid: {
			severity: 'critical',
			text: 'Certificates of this node are valid only from {from} on, {file} among them: the clock of this node, or of the server that made them, is wrong',
			guide: {
				steps: [
					{text: 'date -u'},
					{text: 'Set the clock right with NTP: timedatectl set-ntp true', changes: 'node'},
				],
				links: ['rke2/certificates'],
			},
			explains: symptoms,
		},
		expiring: {
			severity: 'warning',
			text: 'Certificates of this node expire soon, {file} in {days} {days:day|days} ({count} in all)',
			guide: {
				steps: [
					{text: 'rke2 certificate check --output table'},
					{text: 'Restart RKE2 on this node: it renews them when it starts', changes: 'node'},
				],
				links: ['rke2/certificates'],
			},
		},
		authorityExpiring: {
			severity: 'warning',
			text: 'The certificate authority of the cluster expires in {days} {days:day|days}: {file}',
			guide: {
				steps: [
					{text: 'openssl x509 -noout -enddate -in {file}'},
					{text: 'Rotate the authorities on a server with rke2 certificate rotate-ca', changes: 'cluster'},
				],
				links: ['rke2/certificates'],
			},
		},
	},
	*run({certificates, now}, {finding, environment}) {
		const affects = [thisNode(environment)];
		const byEnd = certificates.toSorted((one, other) => one.notAfter - other.notAfter);
		const leaves = byEnd.filter(({path}) => !/-ca\.crt$/.test(path));
		const directory = certificates[0]?.path.replace(/\/[^/]+$/, '') ?? '';
		const subject = {kind: 'Directory', name: directory} as const;
		const cite = (path: string, excerpt: string) => [{from: 'certificates', of: path, excerpt}] as const;
		const endsSoon = ({notBefore, notAfter}: (typeof byEnd)[number]): boolean =>
			notAfter - now < 30 * day && notAfter - now < (notAfter - notBefore) / 10;

		const early = certificates.find(({notBefore}) => notBefore > now);
		if (early !== undefined) {
			const from = formatTimestamp(early.notBefore);
			yield finding('notYetValid', {file: early.path, from}, subject, {
				evidence: cite(early.path, `notBefore ${from}, now ${formatTimestamp(now)}`),
				affects,
			});
			return;
		}
		for (const {path, notAfter} of byEnd.filter(
			certificate => /-ca\.crt$/.test(certificate.path) && endsSoon(certificate),
		)) {
			const days = Math.floor(Math.abs(notAfter - now) / day);
			const message = notAfter <= now ? 'authorityExpired' : 'authorityExpiring';
			yield finding(
				message,
				{file: path, days},
				{kind: 'Certificate', name: path},
				{
					evidence: cite(path, `notAfter ${formatTimestamp(notAfter)}`),
					...(notAfter <= now && {affects}),
				},
			);
		}
		const [first] = leaves;
		if (first === undefined || !endsSoon(first)) {
			return;
		}
		const isOver = first.notAfter <= now;
		const count = leaves.filter(certificate =>
			isOver ? certificate.notAfter <= now : endsSoon(certificate),
		).length;
		const days = Math.floor(Math.abs(first.notAfter - now) / day);
		yield finding(isOver ? 'expired' : 'expiring', {file: first.path, days, count}, subject, {
			evidence: cite(first.path, `${first.subject}\nnotAfter ${formatTimestamp(first.notAfter)}`),
			...(isOver && {affects}),
		});
	},
});
