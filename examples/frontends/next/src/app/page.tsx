import { getUsers } from '@/api/generated/_utils/fetchers/users'

// Next.js Server Component
export default async function UsersPage() {
  const users = await getUsers({ page: 1 })
  return <div>{users.count} users</div>
}
