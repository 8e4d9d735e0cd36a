const agentDirectory = '/var/lib/rancher/rke2/agent';
const base64 = text => Buffer.from(text).toString('base64');

/** As rke2 writes them for the node's own components: certificates by path. */
const agentKubeconfig = name => `apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:6443
    certificate-authority: ${agentDirectory}/server-ca.crt
  name: local
contexts:
- context:
    cluster: local
    namespace: default
    user: user
  name: Default
current-context: Default
kind: Config
preferences: {}
users:
- name: user
  user:
    client-certificate: ${agentDirectory}/${name}.crt
    client-key: ${agentDirectory}/${name}.key
`;

const adminKubeconfig = certificates => `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(certificates['server-ca'].certificate)}
    server: https://127.0.0.1:6443
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
users:
- name: default
  user:
    client-certificate-data: ${base64(certificates['client-admin'].certificate)}
    client-key-data: ${base64(certificates['client-admin'].key)}
`;

const pair = (path, {certificate, key}) => [
	{path: `${path}.crt`, content: certificate, mode: 0o600},
	{path: `${path}.key`, content: key, mode: 0o600},
];

/** Every kubeconfig and certificate file of a node, as entries for `node.write`. */
export const credentialFilesOf = ({name, role}, certificates) => {
	const server = '/var/lib/rancher/rke2/server';
	const admin = adminKubeconfig(certificates);
	const ofServer = [
		{path: '/etc/rancher/rke2/rke2.yaml', content: admin, mode: 0o600},
		{path: `${server}/cred/admin.kubeconfig`, content: admin, mode: 0o600},
		...['server-ca', 'client-ca', 'client-admin', 'serving-kube-apiserver'].flatMap(file =>
			pair(`${server}/tls/${file}`, certificates[file]),
		),
		{path: `${server}/tls/service.key`, content: certificates.service.key, mode: 0o600},
	];
	return [
		...['kubelet', 'kubeproxy', 'rke2controller'].map((component, index) => ({
			path: `${agentDirectory}/${component}.kubeconfig`,
			content: agentKubeconfig(['client-kubelet', 'client-kube-proxy', 'client-rke2-controller'][index]),
			mode: 0o600,
		})),
		...pair(`${agentDirectory}/client-kubelet`, certificates[`client-kubelet-${name}`]),
		...pair(`${agentDirectory}/serving-kubelet`, certificates[`serving-kubelet-${name}`]),
		...pair(`${agentDirectory}/client-kube-proxy`, certificates['client-kube-proxy']),
		...pair(`${agentDirectory}/client-rke2-controller`, certificates['client-rke2-controller']),
		...['server-ca', 'client-ca'].map(authority => ({
			path: `${agentDirectory}/${authority}.crt`,
			content: certificates[authority].certificate,
			mode: 0o600,
		})),
		...(role === 'server' ? ofServer : []),
	];
};
