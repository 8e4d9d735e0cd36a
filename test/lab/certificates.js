import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {inFamilies} from './families.js';

const authorities = ['server-ca', 'client-ca'];

const clientsOf = nodes => [
	{file: 'client-admin', subject: '/O=system:masters/CN=system:admin'},
	{file: 'client-kube-proxy', subject: '/CN=system:kube-proxy'},
	{file: 'client-rke2-controller', subject: '/CN=system:rke2-controller'},
	{file: 'client-coredns', subject: '/CN=system:coredns'},
	...nodes.map(({name}) => ({
		file: `client-kubelet-${name}`,
		subject: `/O=system:nodes/CN=system:node:${name}`,
	})),
];

const serversOf = (nodes, services) => [
	{
		file: 'serving-kube-apiserver',
		subject: '/CN=kube-apiserver',
		names: [
			...[
				'kubernetes',
				'kubernetes.default',
				'kubernetes.default.svc',
				'kubernetes.default.svc.cluster.local',
			],
			...['localhost', nodes[0].name, 'rke2.example.org'],
		],
		addresses: ['127.0.0.1', nodes[0].address, services[0].address],
	},
	...nodes.map(node => ({
		file: `serving-kubelet-${node.name}`,
		subject: `/CN=${node.name}`,
		names: [node.name, 'localhost'],
		addresses: ['127.0.0.1', ...inFamilies(node, 'address')],
	})),
];

const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc';

const authorityCommand = name =>
	`openssl req -x509 ${key} -days 3650 -subj "/CN=rke2-${name}@1785000000" -keyout ${name}.key -out ${name}.crt -addext "keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign"`;

/** RKE2's certificate files hold the leaf and then the authority that signed it. */
const leafCommand = ({file, subject, names = [], addresses = []}, authority, usage) => {
	const alternatives = [...names.map(name => `DNS:${name}`), ...addresses.map(address => `IP:${address}`)];
	const extensions = [
		'basicConstraints=critical,CA:FALSE',
		'keyUsage=critical,digitalSignature,keyEncipherment',
		`extendedKeyUsage=${usage}`,
		...(alternatives.length === 0 ? [] : [`subjectAltName=${alternatives.join(',')}`]),
	];
	const options = extensions.map(extension => `-addext "${extension}"`).join(' ');
	return [
		`openssl req -x509 ${key} -days 365 -subj "${subject}" -CA ${authority}.crt -CAkey ${authority}.key -keyout ${file}.key -out ${file}.crt ${options}`,
		`cat ${authority}.crt >>${file}.crt`,
	].join('\n');
};

/**
 * Makes the cluster's authorities and certificates in `directory`; the values are `{certificate, key}` as PEM text; `service` has
 * only a key, which signs the tokens of ServiceAccounts.
 */
export const makeCertificates = async ({nodes, services}, directory) => {
	const leaves = [
		...clientsOf(nodes).map(leaf => leafCommand(leaf, 'client-ca', 'clientAuth')),
		...serversOf(nodes, services).map(leaf => leafCommand(leaf, 'server-ca', 'serverAuth')),
	];
	const script = [
		...authorities.map(authorityCommand),
		...leaves,
		'openssl genrsa -out service.key 2048 2>/dev/null',
	].join('\n');
	await execa('sh', ['-euc', script], {cwd: directory, stdin: 'ignore'});
	const files = [
		...authorities,
		...[...clientsOf(nodes), ...serversOf(nodes, services)].map(({file}) => file),
	];
	const pairs = files.map(async file => [
		file,
		{
			certificate: await readFile(join(directory, `${file}.crt`), 'utf8'),
			key: await readFile(join(directory, `${file}.key`), 'utf8'),
		},
	]);
	const service = {key: await readFile(join(directory, 'service.key'), 'utf8')};
	return {...Object.fromEntries(await Promise.all(pairs)), service};
};
