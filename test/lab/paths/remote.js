import {missesOfRun, reportFrom, runLine} from './operator.js';

const directory = '/run/lab/ssh';

const configuration = ({address}) => `ListenAddress ${address}
HostKey ${directory}/host
AuthorizedKeysFile ${directory}/root.pub
PermitRootLogin prohibit-password
PasswordAuthentication no
PidFile ${directory}/sshd.pid
StrictModes no
`;

/** Debian's sshd in the node, with keys made on the spot; the peer gets the private one. */
const startServer = async (node, peer) => {
	await node.write([{path: `${directory}/sshd_config`, content: configuration(node.description)}]);
	await node.shell(
		`mkdir -p /run/sshd; rm -f ${directory}/host* ${directory}/root*
ssh-keygen -q -t ed25519 -N '' -f ${directory}/host
ssh-keygen -q -t ed25519 -N '' -f ${directory}/root
/usr/sbin/sshd -f ${directory}/sshd_config -E ${directory}/log </dev/null >/dev/null 2>&1`,
	);
	await peer.write([{path: `${directory}/root`, content: await node.read(`${directory}/root`), mode: 0o600}]);
};

const stopServer = node => node.shell(`kill "$(cat ${directory}/sshd.pid)"`, {reject: false});

const client = ({description: {address}}, options = '') =>
	`ssh ${options} -F none -i ${directory}/root -o BatchMode=yes -o LogLevel=ERROR -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@${address}`;

/** Runs a line by ssh from the peer. */
const overSsh =
	(line, {options, act = runLine} = {}) =>
	async ({node, peer}) => {
		await startServer(node, peer);
		try {
			return await act(peer, `${client(node, options)} ${line}`);
		} finally {
			await stopServer(node);
		}
	};

const programs = {'/usr/sbin/sshd': 'openssh-server', ssh: 'openssh-client'};
const escapeSequence = /\u001B\[/;

const terminalTest = (id, about, line, progress) => ({
	id,
	about,
	programs,
	run: async lab => {
		const got = await overSsh(line, {options: '-tt'})(lab);
		const cursor = got.stdout.match(/\u001B\[\?25[hl]/g)?.at(-1);
		return [
			...missesOfRun(got, {exitCode: 0, stdout: progress ?? escapeSequence}),
			...missesOfRun(got, {exitCode: 0, stdout: /verdict OK/}),
			...(cursor?.endsWith('l') ? ['the cursor stays hidden'] : []),
		];
	},
});

export default [
	{
		id: 'ssh-without-terminal',
		about: 'ssh NODE rke2-netdoctor: no terminal, no escape sequence, nothing on standard error',
		programs,
		run: async lab =>
			missesOfRun(await overSsh('rke2-netdoctor')(lab), {
				exitCode: 0,
				stdout: /verdict OK/,
				notStdout: escapeSequence,
				stderr: /^$/,
			}),
	},
	{
		id: 'ssh-json',
		about: 'ssh NODE rke2-netdoctor -o json: a whole report',
		programs,
		run: async lab => {
			const got = await overSsh('rke2-netdoctor -o json')(lab);
			return [...missesOfRun(got, {exitCode: 0, stderr: /^$/}), ...reportFrom(got.stdout).misses];
		},
	},
	terminalTest(
		'ssh-with-terminal',
		'ssh -t: colour, and the cursor that the progress hid is shown again',
		"'stty columns 100 rows 40; rke2-netdoctor'",
		/\u001B\[\?25l/,
	),
	terminalTest(
		'ssh-without-size',
		'ssh -tt out of a script: a terminal of 0 columns, as serial consoles are',
		'rke2-netdoctor',
	),
	{
		id: 'ssh-connection-lost',
		about: 'the ssh connection of a terminal breaks while it looks: it ends and leaves nothing behind',
		programs,
		run: async lab => {
			await overSsh('rke2-netdoctor', {
				options: '-tt',
				act: (peer, line) => runLine(peer, `timeout -s KILL 0.7 ${line}; true`),
			})(lab);
			return [];
		},
	},
];
