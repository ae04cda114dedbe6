export const copyright=()=> 'todo\n';
